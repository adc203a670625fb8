import numpy as np
from scipy import stats

best = None
for column in {{candidates}}:
    rows = df[[column, {{target}}]].dropna()
    table = rows.groupby(column)[{{target}}].agg(["count", "mean", "var"])
    if len(table) != 2 or table["count"].min() < 2:
        continue
    errors = table["var"] / table["count"]
    t_size = abs(table["mean"].iloc[0] - table["mean"].iloc[1]) / np.sqrt(errors.sum())
    freedom = errors.sum() ** 2 / (errors ** 2 / (table["count"] - 1)).sum()
    if np.isfinite(t_size) and (best is None or t_size > best[1]):
        best = (column, float(t_size), float(freedom), table["mean"])
column, t_size, freedom, means = best
hook(t_size)
p_value = float(2 * stats.t.sf(t_size, freedom))
hook(p_value, depends_on=["t_size"])
submit({
    "column": column,
    "means": {str(value): round(float(mean), 4) for value, mean in means.items()},
    "t_size": round(t_size, 4),
    "p_value": round(p_value, 6),
    "significant": p_value < 0.01,
})
