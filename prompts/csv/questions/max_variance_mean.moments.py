import numpy as np

numeric = df[{{numeric}}]
means = numeric.mean()
hook(means)
squares = ((numeric - means) ** 2).sum() / (numeric.count() - 1)
hook(squares, depends_on=["means"])
wanted = {{extreme}}
extreme = squares.max() if wanted == "largest" else squares.min()
hook(extreme, depends_on=["squares"])
for column in squares.index[np.isclose(squares, extreme, rtol=1e-9, atol=0)]:
    submit({"column": column, "mean": round(float(means[column]), 4)})
