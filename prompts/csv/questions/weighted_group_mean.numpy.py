import numpy as np

parts = {}
for label, value, weight in zip(df[{{group}}], df[{{target}}], df[{{weight}}]):
    if label == label and label is not None and value == value and weight == weight:
        parts.setdefault(str(label), []).append((float(value), float(weight)))
best = None
for label, part in parts.items():
    values, weights = np.array(part).T
    if len(part) < {{min_rows}} or weights.sum() <= 0:
        continue
    mean = float(np.average(values, weights=weights))
    difference = mean - float(np.mean(values))
    if best is None or abs(difference) > abs(best[2]):
        best = (label, mean, difference)
submit({"value": best[0], "weighted_mean": round(best[1], 4), "difference": round(best[2], 4)})
