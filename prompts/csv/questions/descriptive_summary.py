import numpy as np

numeric = df[{{numeric}}]
ranges = numeric.max() - numeric.min()
hook(ranges)
widest = ranges.max()
hook(widest, depends_on=["ranges"])
for column in ranges.index[np.isclose(ranges, widest, rtol=1e-9, atol=0)]:
    values = numeric[column].dropna()
    deciles = values.quantile([0.1, 0.9])
    hook(deciles, depends_on=["widest"])
    middle_mean = values[values.between(deciles[0.1], deciles[0.9])].mean()
    hook(middle_mean, depends_on=["deciles"])
    deviation = (values - values.median()).abs().mean()
    hook(deviation, depends_on=["widest"])
    submit({
        "column": column,
        "middle_mean": round(float(middle_mean), 4),
        "mean_absolute_deviation": round(float(deviation), 4),
        "interdecile_range": round(float(deciles[0.9] - deciles[0.1]), 4),
    })
