from scipy import stats

complete = df[[{{splitter}}, {{target}}]].dropna()
median = float(complete[{{splitter}}].median())
hook(median, description="where the rows are split")
lower = complete.loc[complete[{{splitter}}] <= median, {{target}}]
upper = complete.loc[complete[{{splitter}}] > median, {{target}}]
sizes = [len(lower), len(upper)]
hook(sizes, depends_on=["median"])
if min(sizes) < 20 or lower.nunique() < 5 or upper.nunique() < 5:
    raise SystemExit("a half is too small for the test")
statistic_lower = float(stats.normaltest(lower).statistic)
hook(statistic_lower, depends_on=["median"])
statistic_upper = float(stats.normaltest(upper).statistic)
hook(statistic_upper, depends_on=["median"])
if round(statistic_lower, 4) == round(statistic_upper, 4):
    raise SystemExit("the halves are equally near to normal")
nearer = "lower half" if statistic_lower < statistic_upper else "upper half"
hook(nearer, depends_on=["statistic_lower", "statistic_upper"])
submit({
    "nearer_to_normal": nearer,
    "statistic_lower": round(statistic_lower, 4),
    "statistic_upper": round(statistic_upper, 4),
})
