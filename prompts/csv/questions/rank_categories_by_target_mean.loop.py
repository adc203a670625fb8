from math import fsum

parts = {}
for label, value in zip(df[{{group}}], df[{{target}}]):
    if label == label and label is not None and value == value:
        parts.setdefault(str(label), []).append(float(value))
means = {label: fsum(part) / len(part) for label, part in parts.items() if len(part) >= {{min_n}}}
ranking = sorted(means, key=lambda label: (-round(means[label], 10), label))[:{{top_k}}]
submit({
    "ranking": ranking,
    "means": [round(means[label], 4) for label in ranking],
    "lead": round(means[ranking[0]] - means[ranking[-1]], 4),
})
