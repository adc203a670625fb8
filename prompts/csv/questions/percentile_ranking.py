values = df[{{target}}].dropna()
percentile_value = values.quantile({{percentile}} / 100)
hook(percentile_value)
rows_above = int((values > percentile_value).sum())
if rows_above == 0:
    raise SystemExit("no row lies above the percentile")
hook(rows_above, depends_on=["percentile_value"])
mean_above = values[values > percentile_value].mean()
hook(mean_above, depends_on=["percentile_value"])
submit({
    "percentile_value": round(float(percentile_value), 4),
    "rows_above": rows_above,
    "mean_above": round(float(mean_above), 4),
})
