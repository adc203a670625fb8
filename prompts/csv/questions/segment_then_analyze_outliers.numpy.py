import numpy as np

parts = {}
for label, value in zip(df[{{group}}], df[{{target}}]):
    if label == label and label is not None and value == value:
        parts.setdefault(str(label), []).append(float(value))
found = {}
for label, part in parts.items():
    if len(part) >= {{min_rows}}:
        low, high = np.percentile(part, [25, 75])
        reach = {{fence}} * (high - low)
        count = sum(1 for value in part if value < low - reach or value > high + reach)
        found[label] = (count, 100 * count / len(part))
hook(found)
highest = max(percent for _, percent in found.values())
for label, (count, percent) in found.items():
    if abs(percent - highest) <= 1e-9 * highest:
        submit({"value": label, "outliers": count, "outlier_percent": round(percent, 4)})
