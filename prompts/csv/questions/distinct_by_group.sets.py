parts = {}
for group, label in zip(df[{{group}}], df[{{label}}]):
    if group == group and label == label and group is not None and label is not None:
        parts.setdefault(str(group), set()).add(str(label))
most = max(len(part) for part in parts.values())
mean = sum(len(part) for part in parts.values()) / len(parts)
for group in sorted(parts):
    if len(parts[group]) == most:
        submit({"value": group, "different": most, "mean": round(mean, 4)})
