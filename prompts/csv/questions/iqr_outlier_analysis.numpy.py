import numpy as np

outliers = {}
for name in {{numeric}}:
    known = df[name].dropna().to_numpy(dtype=float)
    low, high = np.percentile(known, [25, 75])
    reach = {{fence}} * (high - low)
    outliers[name] = (sum(1 for value in known if value < low - reach or value > high + reach), len(known))
hook(outliers)
most = max(count for count, _ in outliers.values())
for name, (count, known) in outliers.items():
    if count == most:
        submit({"column": name, "outliers": count, "outlier_percent": round(100 * count / known, 2)})
