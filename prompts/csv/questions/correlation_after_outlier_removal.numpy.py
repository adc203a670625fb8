from itertools import combinations

import numpy as np

best = None
for first, second in combinations(sorted({{numeric}}), 2):
    both = df[[first, second]].dropna().to_numpy(dtype=float)
    if len(both) < 3 or np.ptp(both[:, 0]) == 0 or np.ptp(both[:, 1]) == 0:
        continue
    value = float(np.corrcoef(both.T)[0, 1])
    if best is None or abs(value) > abs(best[1]):
        best = ([first, second], value, both)
pair, before, both = best
distances = np.abs(both - both.mean(axis=0)) / both.std(axis=0, ddof=1)
kept = both[(distances <= {{z_threshold}}).all(axis=1)]
after = float(np.corrcoef(kept.T)[0, 1])
submit({
    "columns": pair,
    "before": round(before, 4),
    "after": round(after, 4),
    "rows_removed": len(both) - len(kept),
})
