import numpy as np
import pandas as pd
import statsmodels.api as sm

fits = {}
for column in {{candidates}}:
    rows = df[[column, {{target}}]].dropna()
    labels = rows[column].astype(str)
    sizes = labels.groupby(labels).transform("size")
    labels, values = labels[sizes >= {{min_rows}}], rows.loc[sizes >= {{min_rows}}, {{target}}].to_numpy(dtype=float)
    if labels.nunique() < 2:
        continue
    dummies = pd.get_dummies(labels, drop_first=True).to_numpy(dtype=float)
    fit = sm.OLS(values, sm.add_constant(dummies)).fit()
    means = {label: float(values[(labels == label).to_numpy()].mean()) for label in sorted(set(labels))}
    fits[column] = (float(fit.rsquared), float(fit.fvalue), float(fit.f_pvalue), means)
hook(fits)
column = max(fits, key=lambda name: fits[name][0])
hook(column, depends_on=["fits"])
share, f_statistic, p_value, means = fits[column]
submit({
    "column": column,
    "eta_squared": round(share, 4),
    "f_statistic": round(f_statistic, 4),
    "p_value": round(p_value, 6),
    "highest_group": max(means, key=means.get),
})
