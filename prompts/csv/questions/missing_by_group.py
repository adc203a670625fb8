rows = df[df[{{group}}].notna()]
missing = rows[{{target}}].isna()
overall = float(missing.mean() * 100)
hook(overall)
sizes = rows[{{group}}].value_counts()
hook(sizes)
percents = (missing.groupby(rows[{{group}}]).mean() * 100)[sizes.index[sizes >= {{min_rows}}]]
hook(percents, depends_on=["sizes"])
highest = float(percents.max())
hook(highest, depends_on=["percents"])
if len(percents) < 2 or highest == 0:
    raise SystemExit("nothing is missing, or there is a single group")
for value in sorted(percents.index[percents > highest - 1e-9], key=str):
    submit({"value": str(value), "percent": round(highest, 4), "excess": round(highest - overall, 4)})
