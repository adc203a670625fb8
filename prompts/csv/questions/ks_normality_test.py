from scipy import stats

values = df[{{target}}].dropna().astype(float)
count = len(values)
hook(count)
mean = float(values.mean())
hook(mean)
deviation = float(values.std())
hook(deviation)
standardised = (values - mean) / deviation
extremes = [float(standardised.min()), float(standardised.max())]
hook(extremes, depends_on=["mean", "deviation"])
result = stats.kstest(standardised, "norm")
statistic = float(result.statistic)
hook(statistic, depends_on=["extremes"])
p_value = float(result.pvalue)
hook(p_value, depends_on=["statistic", "count"])
skewness = float(standardised.skew())
hook(skewness, depends_on=["mean", "deviation"])
submit({
    "statistic": round(statistic, 4),
    "p_value": round(p_value, 6),
    "skewness": round(skewness, 4),
    "normal": "yes" if p_value >= 0.05 else "no",
})
