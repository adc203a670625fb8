import numpy as np

known = {name: df[name].dropna().to_numpy(dtype=float) for name in {{numeric}}}
means = {name: float(values.sum() / len(values)) for name, values in known.items()}
hook(means)
wanted = {{extreme}}
extreme = min(means.values()) if wanted == "smallest" else max(means.values())
hook(extreme, depends_on=["means"])
for name in means:
    if abs(means[name] - extreme) <= 1e-9 * abs(extreme):
        above = known[name][known[name] > means[name]]
        deviation = float(np.sqrt(((above - above.mean()) ** 2).sum() / (len(above) - 1)))
        submit({"column": name, "std_above_mean": round(deviation, 4)})
