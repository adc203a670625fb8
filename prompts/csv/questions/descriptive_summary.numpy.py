import numpy as np

known = {name: np.sort(df[name].dropna().to_numpy(dtype=float)) for name in {{numeric}}}
ranges = {name: values[-1] - values[0] for name, values in known.items() if len(values)}
widest = max(ranges.values())
for name in ranges:
    if abs(ranges[name] - widest) > 1e-9 * widest:
        continue
    values = known[name]
    low, high = np.percentile(values, [10, 90])
    middle = [value for value in values if low <= value <= high]
    submit({
        "column": name,
        "middle_mean": round(float(np.mean(middle)), 4),
        "mean_absolute_deviation": round(float(np.abs(values - np.median(values)).mean()), 4),
        "interdecile_range": round(float(high - low), 4),
    })
