import numpy as np
from scipy import stats
from statsmodels.stats.weightstats import ttest_ind

complete = df[[{{group}}, {{target}}]].dropna()
parts = {}
for label, value in zip(complete[{{group}}].astype(str), complete[{{target}}]):
    parts.setdefault(label, []).append(float(value))
groups = sorted(sorted(parts, key=lambda label: -len(parts[label]))[:2])
first, second = (np.array(parts[label]) for label in groups)
normality = [float(stats.chi2.sf(stats.skewtest(x)[0] ** 2 + stats.kurtosistest(x)[0] ** 2, 2)) for x in (first, second)]
hook(normality)
distances = [np.abs(x - np.median(x)) for x in (first, second)]
equality = float(stats.f_oneway(*distances)[1])
hook(equality)
if min(normality) < 0.05:
    test_used = "mann-whitney"
    ranks = stats.rankdata(np.concatenate([first, second]))
    n, m = len(first), len(second)
    u = ranks[:n].sum() - n * (n + 1) / 2
    _, ties = np.unique(ranks, return_counts=True)
    spread = np.sqrt(n * m / 12 * (n + m + 1 - (ties ** 3 - ties).sum() / ((n + m) * (n + m - 1))))
    z = (max(u, n * m - u) - n * m / 2 - 0.5) / spread
    p_value = float(min(1, 2 * stats.norm.sf(z)))
else:
    test_used = "student" if equality >= 0.05 else "welch"
    usevar = "pooled" if test_used == "student" else "unequal"
    p_value = float(ttest_ind(first, second, usevar=usevar)[1])
hook(p_value, depends_on=["normality", "equality"])
squares = ((first - first.mean()) ** 2).sum() + ((second - second.mean()) ** 2).sum()
cohens_d = float((first.mean() - second.mean()) / np.sqrt(squares / (len(first) + len(second) - 2)))
hook(cohens_d)
submit({
    "test_used": test_used,
    "p_value": round(p_value, 6),
    "significant": p_value < 0.05,
    "cohens_d": round(cohens_d, 4),
})
