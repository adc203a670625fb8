complete = df[[{{group}}, {{label}}]].dropna().astype(str)
counts = complete.groupby({{group}})[{{label}}].nunique()
hook(counts)
most = int(counts.max())
hook(most, depends_on=["counts"])
mean = float(counts.mean())
hook(mean, depends_on=["counts"])
if complete[{{label}}].nunique() * 10 > len(complete) * 9:
    raise SystemExit("nearly every row has a different label")
if counts.min() == most:
    raise SystemExit("all groups have equal numbers of values")
for value in counts.index[counts == most]:
    submit({"value": value, "different": most, "mean": round(mean, 4)})
