from itertools import combinations

import numpy as np

best = None
for first, second in combinations(sorted({{numeric}}), 2):
    both = df[[first, second]].dropna()
    if len(both) < 2 or both[first].std() == 0 or both[second].std() == 0:
        continue
    value = float(np.corrcoef(both[first], both[second])[0, 1])
    if best is None or abs(value) > abs(best[1]):
        best = ([first, second], value)
hook(best)
submit({"columns": best[0], "correlation": round(best[1], 4)})
