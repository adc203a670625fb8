import numpy as np

matrix = df[{{numeric}}].corr()
hook(matrix)
upper = matrix.where(np.triu(np.ones(matrix.shape, dtype=bool), k=1)).stack()
pairs = {" / ".join(sorted(pair)): float(value) for pair, value in upper.items()}
hook(pairs, depends_on=["matrix"])
sizes = upper.abs()
weakest = float(sizes.min())
hook(weakest, depends_on=["pairs"])
winners = [pair for pair in upper.index if np.isclose(sizes[pair], weakest, rtol=1e-9, atol=0)]
hook(winners, depends_on=["pairs", "weakest"])
for pair in winners:
    submit({"columns": sorted(pair), "correlation": round(float(upper[pair]), 4)})
