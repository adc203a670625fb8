import numpy as np
from scipy import stats

parts = {}
for label, value in zip(df[{{group}}], df[{{target}}]):
    if label == label and label is not None and value == value:
        parts.setdefault(str(label), []).append(float(value))
parts = {label: np.array(part) for label, part in parts.items() if len(part) >= {{min_rows}}}
statistic, p_value = (float(x) for x in stats.f_oneway(*[np.abs(part - np.median(part)) for part in parts.values()]))
spreads = {label: float(np.var(part, ddof=1)) for label, part in parts.items()}
hook(spreads)
submit({
    "statistic": round(statistic, 4),
    "p_value": round(p_value, 6),
    "equal_spread": "yes" if p_value >= 0.05 else "no",
    "widest": max(spreads, key=spreads.get),
})
