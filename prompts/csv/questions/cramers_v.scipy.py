import numpy as np
from scipy import stats

best = None
for name in {{candidates}}:
    both = df[[{{label}}, name]].dropna().astype(str).to_numpy()
    _, ones = np.unique(both[:, 0], return_inverse=True)
    _, others = np.unique(both[:, 1], return_inverse=True)
    table = np.zeros((ones.max() + 1, others.max() + 1), dtype=int)
    np.add.at(table, (ones, others), 1)
    if min(table.shape) < 2:
        continue
    result = stats.chi2_contingency(table, correction=False)
    strength = float(stats.contingency.association(table, method="cramer"))
    if best is None or strength > best[1]:
        best = (name, strength, float(result[0]), int(result[2]), int(table.sum()))
submit({
    "column": best[0],
    "v": round(best[1], 4),
    "chi_squared": round(best[2], 4),
    "degrees_of_freedom": best[3],
    "rows": best[4],
})
