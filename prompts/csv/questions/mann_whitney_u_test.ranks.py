import numpy as np
from scipy import stats

parts = {}
for label, value in zip(df[{{group}}], df[{{target}}]):
    if label == label and label is not None and value == value:
        parts.setdefault(str(label), []).append(float(value))
groups = sorted(sorted(parts, key=lambda label: -len(parts[label]))[:2])
first, second = (np.array(parts[label]) for label in groups)
n, m = len(first), len(second)
ranks = stats.rankdata(np.concatenate([first, second]))
u_statistic = float(ranks[:n].sum() - n * (n + 1) / 2)
hook(u_statistic)
_, ties = np.unique(ranks, return_counts=True)
spread = np.sqrt(n * m / 12 * (n + m + 1 - (ties ** 3 - ties).sum() / ((n + m) * (n + m - 1))))
p_value = float(min(1, 2 * stats.norm.sf((max(u_statistic, n * m - u_statistic) - n * m / 2 - 0.5) / spread)))
hook(p_value, depends_on=["u_statistic"])
medians = [float(np.median(first)), float(np.median(second))]
submit({
    "groups": groups,
    "u_statistic": round(u_statistic, 1),
    "p_value": round(p_value, 6),
    "higher": "neither" if medians[0] == medians[1] else groups[0] if medians[0] > medians[1] else groups[1],
    "significant": p_value < 0.05,
})
