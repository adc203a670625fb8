import numpy as np
from scipy import stats

both = np.array([(float(a), float(b)) for a, b in zip(df[{{first}}], df[{{second}}]) if a == a and b == b])
ranks = np.column_stack([stats.rankdata(both[:, 0]), stats.rankdata(both[:, 1])])
spearman = float(np.corrcoef(ranks.T)[0, 1])
hook(spearman)
freedom = len(both) - 2
t_value = abs(spearman) * np.sqrt(freedom / max(1e-300, (1 - spearman) * (1 + spearman)))
p_value = float(2 * stats.t.sf(t_value, freedom))
hook(p_value, depends_on=["spearman"])
pearson = float(np.corrcoef(both.T)[0, 1])
hook(pearson)
submit({
    "spearman": round(spearman, 4),
    "pearson": round(pearson, 4),
    "p_value": round(p_value, 6),
    "stronger": "spearman" if abs(spearman) > abs(pearson) else "pearson",
})
