from math import erf, sqrt

import numpy as np
from scipy import stats

known = np.sort(df[{{target}}].dropna().to_numpy(dtype=float))
count = len(known)
expected = np.array([(1 + erf((value - known.mean()) / np.std(known, ddof=1) / sqrt(2))) / 2 for value in known])
statistic = float(max((np.arange(1, count + 1) / count - expected).max(), (expected - np.arange(count) / count).max()))
hook(statistic)
p_value = float(stats.kstwo.sf(statistic, count))
hook(p_value, depends_on=["statistic"])
submit({
    "statistic": round(statistic, 4),
    "p_value": round(p_value, 6),
    "skewness": round(float(stats.skew(known, bias=False)), 4),
    "normal": "yes" if p_value >= 0.05 else "no",
})
