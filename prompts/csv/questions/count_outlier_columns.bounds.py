numeric = df[{{numeric}}]
lower = numeric.mean() - {{z_threshold}} * numeric.std()
hook(lower)
upper = numeric.mean() + {{z_threshold}} * numeric.std()
hook(upper)
far = ((numeric < lower) | (numeric > upper)).sum()
hook(far, depends_on=["lower", "upper"])
columns = sorted(far.index[far > 0])
submit({"count": len(columns), "columns": columns, "most": far.idxmax() if columns else None})
