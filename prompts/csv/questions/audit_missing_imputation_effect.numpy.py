import numpy as np

measure = {"median": np.median}[{{filling}}]
gaps = {name: sum(1 for value in df[name] if value != value) for name in {{numeric}}}
hook(gaps)
most = max(gaps.values())
hook(most, depends_on=["gaps"])
for name in [name for name in gaps if gaps[name] == most]:
    known = np.array([float(value) for value in df[name] if value == value])
    filled = np.concatenate([known, np.full(most, measure(known))])
    submit({
        "column": name,
        "filled": most,
        "mean_change_percent": round(float((filled.mean() - known.mean()) / abs(known.mean()) * 100), 4) + 0.0,
        "std_change_percent": round(float((filled.std(ddof=1) / known.std(ddof=1) - 1) * 100), 4) + 0.0,
    })
