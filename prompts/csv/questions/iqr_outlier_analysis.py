numeric = df[{{numeric}}]
lower_quartiles = numeric.quantile(0.25)
hook(lower_quartiles)
upper_quartiles = numeric.quantile(0.75)
hook(upper_quartiles)
ranges = upper_quartiles - lower_quartiles
hook(ranges, depends_on=["lower_quartiles", "upper_quartiles"])
low = numeric < lower_quartiles - {{fence}} * ranges
high = numeric > upper_quartiles + {{fence}} * ranges
outliers = (low | high).sum()
hook(outliers, depends_on=["lower_quartiles", "upper_quartiles", "ranges"])
most = int(outliers.max())
hook(most, depends_on=["outliers"])
if most == 0:
    raise SystemExit("no column has an outlier")
for column in outliers.index[outliers == most]:
    percent = most / numeric[column].count() * 100
    submit({"column": column, "outliers": most, "outlier_percent": round(float(percent), 2)})
