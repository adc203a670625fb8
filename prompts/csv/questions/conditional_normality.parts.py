import numpy as np
from scipy import stats

pairs = [(float(a), float(b)) for a, b in zip(df[{{splitter}}], df[{{target}}]) if a == a and b == b]
median = float(np.median([pair[0] for pair in pairs]))
hook(median)
halves = [np.array([b for a, b in pairs if a <= median]), np.array([b for a, b in pairs if a > median])]
statistics = [float(stats.skewtest(half)[0] ** 2 + stats.kurtosistest(half)[0] ** 2) for half in halves]
hook(statistics, depends_on=["median"])
submit({
    "nearer_to_normal": "lower half" if statistics[0] < statistics[1] else "upper half",
    "statistic_lower": round(statistics[0], 4),
    "statistic_upper": round(statistics[1], 4),
})
