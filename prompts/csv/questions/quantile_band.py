complete = df[[{{splitter}}, {{target}}]].dropna()
limits = complete[{{splitter}}].quantile([{{low}} / 100, {{high}} / 100]).tolist()
hook(limits)
inside = complete[{{splitter}}].between(limits[0], limits[1])
rows = int(inside.sum())
hook(rows, depends_on=["limits"])
if rows < 5 or len(complete) - rows < 5:
    raise SystemExit("one side has too few rows")
medians = [float(complete.loc[inside, {{target}}].median()), float(complete.loc[~inside, {{target}}].median())]
hook(medians, depends_on=["limits"])
difference = medians[0] - medians[1]
hook(difference, depends_on=["medians"])
submit({"rows": rows, "difference": round(difference, 4) + 0.0})
