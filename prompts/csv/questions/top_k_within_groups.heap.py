from heapq import nlargest
from math import fsum

parts = {}
for label, value in zip(df[{{group}}], df[{{target}}]):
    if label == label and label is not None and value == value:
        parts.setdefault(str(label), []).append(float(value))
means = {label: fsum(nlargest({{top_k}}, part)) / {{top_k}} for label, part in parts.items() if len(part) >= {{min_rows}}}
highest = max(means.values())
for label in sorted(means):
    if abs(means[label] - highest) <= 1e-9 * abs(highest):
        submit({"value": label, "mean": round(highest, 4), "lead": round(highest - min(means.values()), 4)})
