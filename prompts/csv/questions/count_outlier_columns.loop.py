far = {}
for column in {{numeric}}:
    values = df[column].dropna()
    limit = {{z_threshold}} * values.std()
    far[column] = int(((values - values.mean()).abs() > limit).sum())
hook(far)
columns = sorted(column for column, count in far.items() if count > 0)
hook(columns, depends_on=["far"])
most = max(columns, key=lambda column: far[column]) if columns else None
submit({"count": len(columns), "columns": columns, "most": most})
