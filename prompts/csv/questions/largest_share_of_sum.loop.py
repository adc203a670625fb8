from math import fsum

parts = {}
for label, value in zip(df[{{group}}], df[{{target}}]):
    if label == label and label is not None and value == value:
        parts.setdefault(str(label), []).append(float(value))
sums = {label: fsum(part) for label, part in parts.items()}
total = fsum(sums.values())
order = sorted(sums, key=lambda label: -sums[label])
needed, reached = 0, 0.0
while reached < {{share}}:
    reached += 100 * sums[order[needed]] / total
    needed += 1
submit({"value": order[0], "percent": round(100 * sums[order[0]] / total, 4), "groups_needed": needed})
