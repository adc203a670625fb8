import numpy as np
import pandas as pd

complete = df[[{{splitter}}, {{target}}]].dropna()
rows_used = len(complete)
hook(rows_used)
limits = complete[{{splitter}}].quantile(np.linspace(0, 1, {{n_bins}} + 1)).tolist()
hook(limits, depends_on=["rows_used"])
if len(set(limits)) <= {{n_bins}}:
    raise SystemExit("too many equal values for the number of bins")
bins = pd.cut(complete[{{splitter}}], limits, labels=False, include_lowest=True) + 1
sizes = bins.value_counts().sort_index()
hook(sizes, depends_on=["limits"])
means = complete.groupby(bins)[{{target}}].mean()
hook(means, depends_on=["limits"])
highest = float(means.max())
hook(highest, depends_on=["means"])
lowest = float(means.min())
hook(lowest, depends_on=["means"])
excess = highest - lowest
hook(excess, depends_on=["highest", "lowest"])
for number in means.index[np.isclose(means, highest, rtol=1e-9, atol=0)]:
    submit({"bin": int(number), "mean": round(highest, 4), "excess": round(excess, 4)})
