from scipy import stats

far = {}
for column in {{numeric}}:
    scores = stats.zscore(df[column].dropna().to_numpy(dtype=float), ddof=1)
    far[column] = int((abs(scores) > {{z_threshold}}).sum())
hook(far)
columns = sorted(column for column in far if far[column])
most = sorted(columns, key=lambda column: -far[column])[0] if columns else None
submit({"count": len(columns), "columns": columns, "most": most})
