import numpy as np
from scipy import stats

values = {name: df[name].dropna().to_numpy(dtype=float) for name in {{numeric}}}
skewness = {name: abs(float(stats.skew(known, bias=False))) for name, known in values.items() if len(known) > 2 and np.ptp(known) > 0}
hook(skewness)
column = max(skewness, key=skewness.get)
hook(column, depends_on=["skewness"])
known = values[column]
generator = np.random.default_rng({{seed}})
positions = np.stack([generator.integers(0, len(known), len(known)) for _ in range({{iterations}})])
measure = {"mean": np.mean, "median": np.median}[{{measure}}]
resampled = np.sort(measure(known[positions], axis=1))
lower, upper = (float(value) for value in np.quantile(resampled, [0.025, 0.975]))
submit({
    "column": column,
    "estimate": round(float(measure(known)), 4),
    "lower": round(lower, 4),
    "upper": round(upper, 4),
})
