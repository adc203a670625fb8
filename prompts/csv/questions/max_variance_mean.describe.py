import numpy as np

summary = df[{{numeric}}].describe()
deviations = summary.loc["std"]
hook(deviations)
wanted = {{extreme}}
extreme = deviations.max() if wanted == "largest" else deviations.min()
hook(extreme, depends_on=["deviations"])
for column in deviations.index[np.isclose(deviations, extreme, rtol=1e-9, atol=0)]:
    above = df.loc[df[column] > summary.loc["50%", column], column]
    submit({"column": column, "mean_above_median": round(float(above.mean()), 4)})
