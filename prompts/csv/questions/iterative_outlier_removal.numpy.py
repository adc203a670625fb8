import numpy as np

known = np.array([float(value) for value in df[{{target}}] if value == value])
rounds = 0
while rounds < {{max_iterations}}:
    centre, spread = known.mean(), np.std(known, ddof=1)
    kept = known[np.abs(known - centre) <= {{z_threshold}} * spread]
    if len(kept) == len(known):
        break
    rounds += 1
    known = kept
    if abs(known.mean() - centre) < {{epsilon}}:
        break
submit({
    "rounds": rounds,
    "values_left": len(known),
    "mean": round(float(known.mean()), 4),
    "std": round(float(np.std(known, ddof=1)), 4),
})
