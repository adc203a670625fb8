import numpy as np
import pandas as pd

candidates = {{candidates}}
hook(candidates)
tables = {name: pd.crosstab(df[{{label}}].dropna().astype(str), df[name].dropna().astype(str)) for name in candidates}
tables = {name: table for name, table in tables.items() if min(table.shape) > 1}
if len(tables) < 2:
    raise SystemExit("fewer than two columns can be compared")
rows_used = {name: int(table.to_numpy().sum()) for name, table in tables.items()}
hook(rows_used, depends_on=["candidates"])
expected = {name: np.outer(table.sum(axis=1), table.sum(axis=0)) / rows_used[name] for name, table in tables.items()}
statistics = {name: float(((table.to_numpy() - expected[name]) ** 2 / expected[name]).sum()) for name, table in tables.items()}
hook(statistics, depends_on=["rows_used"])
strengths = {name: float(np.sqrt(statistics[name] / rows_used[name] / (min(table.shape) - 1))) for name, table in tables.items()}
hook(strengths, depends_on=["statistics", "rows_used"])
order = sorted(strengths, key=lambda name: -strengths[name])
if strengths[order[0]] - strengths[order[1]] < 1e-9:
    raise SystemExit("several columns are equally associated with the label")
best = order[0]
hook(best, depends_on=["strengths"])
freedom = (tables[best].shape[0] - 1) * (tables[best].shape[1] - 1)
hook(freedom, depends_on=["best"])
submit({
    "column": best,
    "v": round(strengths[best], 4),
    "chi_squared": round(statistics[best], 4),
    "degrees_of_freedom": freedom,
    "rows": rows_used[best],
})
