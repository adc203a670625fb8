import numpy as np

numeric = df[{{numeric}}]
means = numeric.mean()
hook(means)
wanted = {{extreme}}
extreme = means.min() if wanted == "smallest" else means.max()
hook(extreme, depends_on=["means"])
deviations = numeric.where(numeric > means).std()
hook(deviations)
for column in means.index[np.isclose(means, extreme, rtol=1e-9, atol=0)]:
    submit({"column": column, "std_above_mean": round(float(deviations[column]), 4)})
