import numpy as np

matrix = df[{{numeric}}].corr()
upper = matrix.where(np.triu(np.ones(matrix.shape, dtype=bool), k=1)).stack().abs()
pair = sorted(upper.idxmax())
hook(pair)
if (upper > upper.max() * (1 - 1e-9)).sum() > 1:
    raise SystemExit("several pairs are equally strong")
complete = df[pair].dropna()
before = float(complete[pair[0]].corr(complete[pair[1]]))
hook(before, depends_on=["pair"])
scores = (complete - complete.mean()) / complete.std()
kept = complete[(scores.abs() <= {{z_threshold}}).all(axis=1)]
rows_removed = len(complete) - len(kept)
hook(rows_removed, depends_on=["pair"])
if rows_removed == 0:
    raise SystemExit("no row is removed")
after = float(kept[pair[0]].corr(kept[pair[1]]))
hook(after, depends_on=["pair", "rows_removed"])
change = after - before
hook(change, depends_on=["before", "after"])
submit({
    "columns": pair,
    "before": round(before, 4),
    "after": round(after, 4),
    "rows_removed": rows_removed,
})
