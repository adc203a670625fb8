import pandas as pd
from scipy import stats

table = pd.crosstab(df[{{first}}], df[{{second}}])
result = stats.chi2_contingency(table, correction=False)
statistic = float(result[0])
hook(statistic)
p_value = float(result[1])
hook(p_value, depends_on=["statistic"])
submit({
    "chi_squared": round(statistic, 4),
    "degrees_of_freedom": int(result[2]),
    "p_value": round(p_value, 6),
    "related": "yes" if p_value < {{level}} else "no",
})
