incomplete_rows = df[df.isna().any(axis=1)]
rows_used = len(incomplete_rows)
hook(rows_used)
missing_percent = incomplete_rows.isna().mean() * 100
hook(missing_percent, description="percentage of missing values by column", depends_on=["rows_used"])
columns = sorted(missing_percent.index[missing_percent > {{missing_threshold}}])
hook(columns, depends_on=["missing_percent"])
count = len(columns)
hook(count, depends_on=["columns"])
submit({"count": count, "columns": columns})
