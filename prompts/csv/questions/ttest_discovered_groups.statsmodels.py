import numpy as np
from statsmodels.stats.weightstats import ttest_ind

results = {}
for column in {{candidates}}:
    rows = df[[column, {{target}}]].dropna()
    parts = [(str(value), values.to_numpy(dtype=float)) for value, values in rows.groupby(column)[{{target}}]]
    if len(parts) == 2 and min(len(values) for _, values in parts) > 1:
        t_value, p_value, _ = ttest_ind(parts[0][1], parts[1][1], usevar="unequal")
        if np.isfinite(t_value):
            results[column] = (abs(float(t_value)), float(p_value), {name: round(float(values.mean()), 4) for name, values in parts})
hook(results)
column = max(results, key=lambda name: results[name][0])
hook(column, depends_on=["results"])
submit({
    "column": column,
    "means": results[column][2],
    "t_size": round(results[column][0], 4),
    "p_value": round(results[column][1], 6),
    "significant": results[column][1] < 0.01,
})
