import numpy as np
import pandas as pd

table = pd.crosstab(df[{{first}}].dropna().astype(str), df[{{second}}].dropna().astype(str))
hook(table)
if table.shape == (2, 2):
    raise SystemExit("two combinations always have the same excess")
total = int(table.to_numpy().sum())
hook(total, depends_on=["table"])
expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / total
excess = (table - expected).stack()
greatest = float(excess.max())
hook(greatest, depends_on=["table", "total"])
if greatest < 0.5:
    raise SystemExit("the two are nearly independent")
for pair in excess.index[excess > greatest - 1e-9 * max(1.0, greatest)]:
    submit({"first": pair[0], "second": pair[1], "rows": int(table.loc[pair]), "excess": round(greatest, 4)})
