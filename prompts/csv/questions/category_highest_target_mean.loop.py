from math import fsum

parts = {}
for label, value in zip(df[{{group}}], df[{{target}}]):
    if label == label and label is not None and value == value:
        parts.setdefault(str(label), []).append(float(value))
overall = fsum(value for part in parts.values() for value in part) / sum(len(part) for part in parts.values())
hook(overall)
means = {label: fsum(part) / len(part) for label, part in parts.items() if len(part) >= {{min_rows}}}
hook(means)
extreme = max(means.values()) if {{extreme}} == "highest" else min(means.values())
hook(extreme, depends_on=["means"])
for label in sorted(means):
    if abs(means[label] - extreme) <= 1e-9 * abs(extreme):
        submit({"value": label, "mean": round(extreme, 4), "difference": round(extreme - overall, 4)})
