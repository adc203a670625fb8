import numpy as np

numeric = df[{{numeric}}]
skewness = ((numeric - numeric.mean()) / numeric.std()).skew()
hook(skewness)
sizes = skewness.abs()
greatest = float(sizes.max())
hook(greatest, depends_on=["skewness"])
column = sizes.idxmax()
if (sizes > greatest * (1 - 1e-9)).sum() > 1:
    raise SystemExit("several columns are equally skewed")
hook(column, depends_on=["skewness", "greatest"])
values = df[column].dropna().to_numpy(dtype=float)
count = len(values)
hook(count, depends_on=["column"])
measure = {"mean": np.mean, "median": np.median}[{{measure}}]
estimate = float(measure(values))
hook(estimate, depends_on=["column"])
generator = np.random.default_rng({{seed}})
resampled = [float(measure(values[generator.integers(0, count, count)])) for _ in range({{iterations}})]
centre = float(np.mean(resampled))
hook(centre, description="mean over all resamples", depends_on=["count", "column"])
lower = float(np.percentile(resampled, 2.5))
hook(lower, depends_on=["centre"])
upper = float(np.percentile(resampled, 97.5))
hook(upper, depends_on=["centre"])
width = upper - lower
hook(width, depends_on=["lower", "upper"])
submit({
    "column": column,
    "estimate": round(estimate, 4),
    "lower": round(lower, 4),
    "upper": round(upper, 4),
})
