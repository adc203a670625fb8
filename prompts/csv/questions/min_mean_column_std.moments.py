import numpy as np

numeric = df[{{numeric}}]
sums = numeric.sum()
counts = numeric.count()
means = sums / counts
hook(means)
wanted = {{extreme}}
column = means.idxmin() if wanted == "smallest" else means.idxmax()
hook(column, depends_on=["means"])
values = numeric[column].dropna().to_numpy(dtype=float)
deviation = float(np.sqrt(((values - values.mean()) ** 2).sum() / (len(values) - 1)))
hook(deviation, depends_on=["column"])
submit({"column": column, "std": round(deviation, 4)})
