from collections import Counter

parts = {}
for group, label in zip(df[{{group}}], df[{{label}}]):
    if group == group and label == label and group is not None and label is not None:
        parts.setdefault(str(group), Counter())[str(label)] += 1
shares = {group: max(part.values()) / sum(part.values()) for group, part in parts.items() if sum(part.values()) >= {{min_rows}}}
highest = max(shares.values())
for group in sorted(shares):
    if shares[group] > highest - 1e-11:
        for label in sorted(name for name, count in parts[group].items() if count == max(parts[group].values())):
            submit({"value": group, "label": label, "percent": round(100 * highest, 4)})
