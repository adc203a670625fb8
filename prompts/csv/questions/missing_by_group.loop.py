counts = {}
for label, value in zip(df[{{group}}], df[{{target}}]):
    if label == label and label is not None:
        size, gaps = counts.get(str(label), (0, 0))
        counts[str(label)] = (size + 1, gaps + (value != value or value is None))
total = 100 * sum(gaps for _, gaps in counts.values()) / sum(size for size, _ in counts.values())
percents = {label: 100 * gaps / size for label, (size, gaps) in counts.items() if size >= {{min_rows}}}
highest = max(percents.values())
for label in sorted(percents):
    if percents[label] > highest - 1e-9:
        submit({"value": label, "percent": round(highest, 4), "excess": round(highest - total, 4)})
