import numpy as np

numeric = df[{{numeric}}]
variances = numeric.var()
hook(variances)
wanted = {{extreme}}
extreme = variances.max() if wanted == "largest" else variances.min()
hook(extreme, depends_on=["variances"])
above = numeric.where(numeric > numeric.median()).mean()
hook(above)
for column in variances.index[np.isclose(variances, extreme, rtol=1e-9, atol=0)]:
    submit({"column": column, "mean_above_median": round(float(above[column]), 4)})
