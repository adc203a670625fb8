import numpy as np

numeric = df[{{numeric}}]
variances = numeric.var()
hook(variances)
wanted = {{extreme}}
extreme = variances.max() if wanted == "largest" else variances.min()
hook(extreme, depends_on=["variances"])
means = numeric.mean()
hook(means)
for column in variances.index[np.isclose(variances, extreme, rtol=1e-9, atol=0)]:
    submit({"column": column, "mean": round(float(means[column]), 4)})
