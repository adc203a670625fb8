sizes = df[{{group}}].value_counts()
hook(sizes)
if len(sizes) > 1 and sizes.iloc[0] == sizes.iloc[1]:
    raise SystemExit("several values are the most frequent")
value = sizes.index[0]
median = float(df[{{filter}}].median())
hook(median)
chosen = df[df[{{group}}] == value]
above = chosen[chosen[{{filter}}] > median]
rows = len(above)
hook(rows, depends_on=["sizes", "median"])
below = chosen[chosen[{{filter}}] <= median]
if min(above[{{target}}].count(), below[{{target}}].count()) < 5:
    raise SystemExit("one side has too few rows")
difference = float(above[{{target}}].mean() - below[{{target}}].mean())
hook(difference, depends_on=["rows"])
submit({"value": str(value), "rows": rows, "difference": round(difference, 4)})
