import numpy as np
from scipy import stats

complete = df[[{{group}}, {{target}}]].dropna()
labels = complete[{{group}}].astype(str)
sizes = labels.value_counts()
hook(sizes, description="complete rows by group")
if len(sizes) < 2 or sizes.iloc[1] < 20 or (len(sizes) > 2 and sizes.iloc[1] == sizes.iloc[2]):
    raise SystemExit("the two largest groups are too small or tied")
groups = sorted(sizes.index[:2])
hook(groups, depends_on=["sizes"])
first = complete.loc[labels == groups[0], {{target}}].astype(float)
second = complete.loc[labels == groups[1], {{target}}].astype(float)
if min(first.nunique(), second.nunique()) < 5:
    raise SystemExit("a group has too few different values")
means = [float(first.mean()), float(second.mean())]
hook(means, depends_on=["groups"])
normality = [float(stats.normaltest(first).pvalue), float(stats.normaltest(second).pvalue)]
hook(normality, depends_on=["groups"])
equality = float(stats.levene(first, second, center="median").pvalue)
hook(equality, depends_on=["groups"])
test_used = "mann-whitney" if min(normality) < 0.05 else "student" if equality >= 0.05 else "welch"
hook(test_used, depends_on=["normality", "equality"])
if test_used == "mann-whitney":
    result = stats.mannwhitneyu(first, second, alternative="two-sided", method="asymptotic")
else:
    result = stats.ttest_ind(first, second, equal_var=test_used == "student")
p_value = float(result.pvalue)
hook(p_value, depends_on=["test_used"])
squares = (len(first) - 1) * float(first.var()) + (len(second) - 1) * float(second.var())
pooled = float(np.sqrt(squares / (len(first) + len(second) - 2)))
hook(pooled, depends_on=["groups"])
cohens_d = (means[0] - means[1]) / pooled
hook(cohens_d, depends_on=["means", "pooled"])
submit({
    "test_used": test_used,
    "p_value": round(p_value, 6),
    "significant": p_value < 0.05,
    "cohens_d": round(cohens_d, 4),
})
