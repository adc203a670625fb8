from scipy import stats

complete = df[[{{group}}, {{target}}]].dropna()
sizes = complete[{{group}}].astype(str).value_counts()
hook(sizes, description="complete rows by group")
if len(sizes) > 2 and sizes.iloc[1] == sizes.iloc[2]:
    raise SystemExit("the second and the third group are equally frequent")
groups = sorted(sizes.index[:2])
hook(groups, depends_on=["sizes"])
if len(sizes) < 2 or sizes.iloc[1] < 8:
    raise SystemExit("a group is too small for the normal approximation")
labels = complete[{{group}}].astype(str)
first = complete.loc[labels == groups[0], {{target}}]
second = complete.loc[labels == groups[1], {{target}}]
medians = {groups[0]: float(first.median()), groups[1]: float(second.median())}
hook(medians, depends_on=["groups"])
result = stats.mannwhitneyu(first, second, alternative="two-sided", method="asymptotic")
u_statistic = float(result.statistic)
hook(u_statistic, depends_on=["groups"])
p_value = float(result.pvalue)
hook(p_value, depends_on=["u_statistic"])
difference = medians[groups[0]] - medians[groups[1]]
higher = "neither" if difference == 0 else groups[0] if difference > 0 else groups[1]
hook(higher, depends_on=["medians"])
submit({
    "groups": groups,
    "u_statistic": round(u_statistic, 1),
    "p_value": round(p_value, 6),
    "higher": higher,
    "significant": p_value < 0.05,
})
