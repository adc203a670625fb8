import numpy as np

rows = {}
for label, a, b in zip(df[{{group}}], df[{{first}}], df[{{second}}]):
    if label == label and label is not None and a == a and b == b:
        rows.setdefault(str(label), []).append((float(a), float(b)))
groups = sorted(sorted(rows, key=lambda label: -len(rows[label]))[:2])
correlations = {label: float(np.corrcoef(np.array(rows[label]).T)[0, 1]) for label in groups}
hook(correlations)
sizes = {label: abs(value) for label, value in correlations.items()}
submit({
    "correlations": {label: round(value, 4) for label, value in correlations.items()},
    "stronger": max(sizes, key=sizes.get),
    "difference": round(max(sizes.values()) - min(sizes.values()), 4),
})
