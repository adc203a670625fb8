import numpy as np

numeric = df[{{numeric}}]
ranges = numeric.max() - numeric.min()
hook(ranges)
widest = ranges.max()
hook(widest, depends_on=["ranges"])
summary = numeric.agg(["mean", "median", "std"])
hook(summary)
for column in ranges.index[np.isclose(ranges, widest, rtol=1e-9, atol=0)]:
    submit({
        "column": column,
        "mean": round(float(summary.loc["mean", column]), 4),
        "median": round(float(summary.loc["median", column]), 4),
        "std": round(float(summary.loc["std", column]), 4),
    })
