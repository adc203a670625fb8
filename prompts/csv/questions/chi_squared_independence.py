import numpy as np
import pandas as pd
from scipy import stats

table = pd.crosstab(df[{{first}}], df[{{second}}])
total = int(table.to_numpy().sum())
hook(total, description="rows with both values")
row_totals = table.sum(axis=1)
hook(row_totals)
column_totals = table.sum(axis=0)
hook(column_totals)
expected = np.outer(row_totals, column_totals) / total
if expected.min() < 5:
    raise SystemExit("an expected count is below 5, too small for the test")
statistic = float(((table.to_numpy() - expected) ** 2 / expected).sum())
hook(statistic, depends_on=["total", "row_totals", "column_totals"])
freedom = (table.shape[0] - 1) * (table.shape[1] - 1)
hook(freedom, depends_on=["row_totals", "column_totals"])
p_value = float(stats.chi2.sf(statistic, freedom))
hook(p_value, depends_on=["statistic", "freedom"])
submit({
    "chi_squared": round(statistic, 4),
    "degrees_of_freedom": freedom,
    "p_value": round(p_value, 6),
    "related": "yes" if p_value < {{level}} else "no",
})
