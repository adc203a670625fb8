import numpy as np

ratios = {}
for name in {{numeric}}:
    known = df[name].dropna().to_numpy(dtype=float)
    if len(known) > 1 and known.mean() != 0:
        ratios[name] = float(np.std(known, ddof=1) / abs(known.mean()))
hook(ratios)
extreme = max(ratios.values()) if {{extreme}} == "highest" else min(ratios.values())
hook(extreme, depends_on=["ratios"])
for name in ratios:
    if abs(ratios[name] - extreme) <= 1e-9 * extreme:
        submit({"column": name, "coefficient_of_variation": round(ratios[name], 4)})
