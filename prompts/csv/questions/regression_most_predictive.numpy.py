import numpy as np

fits = {}
for column in {{numeric}}:
    pair = df[[column, {{target}}]].dropna()
    if column == {{target}} or len(pair) < 3 or pair[column].nunique() < 2:
        continue
    x = pair[column].to_numpy(dtype=float)
    y = pair[{{target}}].to_numpy(dtype=float)
    slope = ((x - x.mean()) * (y - y.mean())).sum() / ((x - x.mean()) ** 2).sum()
    intercept = y.mean() - slope * x.mean()
    unexplained = ((y - intercept - slope * x) ** 2).sum()
    fits[column] = (1 - unexplained / ((y - y.mean()) ** 2).sum(), slope, intercept, x.mean())
hook(fits)
column = max(fits, key=lambda name: fits[name][0])
hook(column, depends_on=["fits"])
r_squared, slope, intercept, centre = (float(value) for value in fits[column])
submit({
    "column": column,
    "slope": round(slope, 6),
    "intercept": round(intercept, 4),
    "r_squared": round(r_squared, 4),
    "prediction_at_mean": round(intercept + slope * centre, 4),
})
