import numpy as np

known = {name: np.sort(df[name].dropna().to_numpy(dtype=float)) for name in {{numeric}}}
squares = {name: float(((values - values.mean()) ** 2).sum() / (len(values) - 1)) for name, values in known.items()}
hook(squares)
wanted = {{extreme}}
extreme = max(squares.values()) if wanted == "largest" else min(squares.values())
hook(extreme, depends_on=["squares"])
for name in squares:
    if abs(squares[name] - extreme) <= 1e-9 * abs(extreme):
        above = known[name][known[name] > np.median(known[name])]
        submit({"column": name, "mean_above_median": round(float(above.sum() / len(above)), 4)})
