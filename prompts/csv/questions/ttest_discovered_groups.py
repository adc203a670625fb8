import numpy as np
from scipy import stats

candidates = {{candidates}}
hook(candidates)
complete = {column: df[[column, {{target}}]].dropna() for column in candidates}
sides = {column: rows.groupby(column)[{{target}}] for column, rows in complete.items()}
sizes = {column: {str(value): int(count) for value, count in side.count().items()} for column, side in sides.items()}
hook(sizes, depends_on=["candidates"])
means = {column: {str(value): float(mean) for value, mean in groups.mean().items()} for column, groups in sides.items()}
hook(means, depends_on=["candidates"])
variances = {column: {str(value): float(variance) for value, variance in groups.var().items()} for column, groups in sides.items()}
hook(variances, depends_on=["candidates"])
usable = [column for column in candidates if len(sizes[column]) == 2 and min(sizes[column].values()) > 1]
results = {column: stats.ttest_ind(*[values for _, values in sides[column]], equal_var=False) for column in usable}
t_sizes = {column: abs(float(result.statistic)) for column, result in results.items() if np.isfinite(result.statistic)}
hook(t_sizes, depends_on=["sizes", "means", "variances"])
if not t_sizes:
    raise SystemExit("no column with two values is usable")
greatest = max(t_sizes.values())
hook(greatest, depends_on=["t_sizes"])
winners = [column for column in t_sizes if np.isclose(t_sizes[column], greatest, rtol=1e-9, atol=0)]
hook(winners, depends_on=["t_sizes", "greatest"])
p_value = float(results[winners[0]].pvalue)
hook(p_value, depends_on=["winners"])
for column in winners:
    submit({
        "column": column,
        "means": {value: round(mean, 4) for value, mean in means[column].items()},
        "t_size": round(t_sizes[column], 4),
        "p_value": round(p_value, 6),
        "significant": p_value < 0.01,
    })
