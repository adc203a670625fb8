import numpy as np
from scipy import stats

candidates = {{candidates}}
hook(candidates)
used = {}
for column in candidates:
    rows = df[[column, {{target}}]].dropna()
    frequent = rows[column].value_counts()
    rows = rows[rows[column].isin(frequent.index[frequent >= {{min_rows}}])]
    if rows[column].nunique() >= 2:
        used[column] = rows
if not used:
    raise SystemExit("no column has two groups that are large enough")
counts = {column: len(rows) for column, rows in used.items()}
hook(counts, depends_on=["candidates"])
overall = {column: float(rows[{{target}}].mean()) for column, rows in used.items()}
hook(overall, depends_on=["counts"])
between = {column: float(sum(len(part) * (part.mean() - overall[column]) ** 2 for _, part in rows.groupby(column)[{{target}}])) for column, rows in used.items()}
hook(between, depends_on=["overall"])
total = {column: float(((rows[{{target}}] - overall[column]) ** 2).sum()) for column, rows in used.items()}
hook(total, depends_on=["overall"])
shares = {column: between[column] / total[column] for column in used}
hook(shares, depends_on=["between", "total"])
largest = max(shares.values())
for best in [column for column in shares if np.isclose(shares[column], largest, rtol=1e-9, atol=0)]:
    parts = {str(value): part for value, part in used[best].groupby(best)[{{target}}]}
    result = stats.f_oneway(*parts.values())
    f_statistic = float(result.statistic)
    hook(f_statistic, depends_on=["shares"])
    p_value = float(result.pvalue)
    hook(p_value, depends_on=["f_statistic"])
    means = {value: float(part.mean()) for value, part in parts.items()}
    highest_group = max(means, key=means.get)
    if sum(np.isclose(mean, means[highest_group], rtol=1e-9, atol=0) for mean in means.values()) > 1:
        raise SystemExit("several groups share the highest mean")
    hook(highest_group, depends_on=["shares"])
    submit({
        "column": best,
        "eta_squared": round(shares[best], 4),
        "f_statistic": round(f_statistic, 4),
        "p_value": round(p_value, 6),
        "highest_group": highest_group,
    })
