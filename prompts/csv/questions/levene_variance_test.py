from scipy import stats

complete = df[[{{group}}, {{target}}]].dropna()
sizes = complete[{{group}}].value_counts()
hook(sizes, description="complete rows by group")
groups = sorted(sizes.index[sizes >= {{min_rows}}], key=str)
hook(groups, depends_on=["sizes"])
if len(groups) < 2:
    raise SystemExit("fewer than two groups are large enough")
samples = [complete.loc[complete[{{group}}] == value, {{target}}] for value in groups]
medians = [float(sample.median()) for sample in samples]
hook(medians, depends_on=["groups"])
variances = {str(value): float(sample.var()) for value, sample in zip(groups, samples)}
hook(variances, depends_on=["groups"])
widest = max(variances, key=variances.get)
if sum(variance >= variances[widest] * (1 - 1e-9) for variance in variances.values()) > 1:
    raise SystemExit("several groups spread equally widely")
hook(widest, depends_on=["variances"])
result = stats.levene(*samples, center="median")
statistic = float(result.statistic)
hook(statistic, depends_on=["medians"])
p_value = float(result.pvalue)
hook(p_value, depends_on=["statistic"])
submit({
    "statistic": round(statistic, 4),
    "p_value": round(p_value, 6),
    "equal_spread": "yes" if p_value >= 0.05 else "no",
    "widest": widest,
})
