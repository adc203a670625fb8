numeric = df[{{numeric}}]
means = numeric.mean()
hook(means)
deviations = numeric.std()
hook(deviations)
far = (((numeric - means) / deviations).abs() > {{z_threshold}}).sum()
hook(far, depends_on=["means", "deviations"])
columns = sorted(far.index[far > 0])
hook(columns, depends_on=["far"])
leaders = sorted(far.index[far == far.max()]) if columns else [None]
for leader in leaders:
    submit({"count": len(columns), "columns": columns, "most": leader})
