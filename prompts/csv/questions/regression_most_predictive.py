from scipy import stats

candidates = [column for column in {{numeric}} if column != {{target}}]
hook(candidates)
pairs = {column: df[[column, {{target}}]].dropna() for column in candidates}
pairs = {column: pair for column, pair in pairs.items() if len(pair) > 2 and pair[column].nunique() > 1}
rows_used = {column: len(pair) for column, pair in pairs.items()}
hook(rows_used, depends_on=["candidates"])
fits = {column: stats.linregress(pair[column], pair[{{target}}]) for column, pair in pairs.items()}
r_squared = {column: float(fit.rvalue) ** 2 for column, fit in fits.items()}
hook(r_squared, depends_on=["rows_used"])
best = max(r_squared, key=r_squared.get)
if sum(value > r_squared[best] * (1 - 1e-9) for value in r_squared.values()) > 1:
    raise SystemExit("several columns explain the target equally well")
hook(best, depends_on=["r_squared"])
slope = float(fits[best].slope)
hook(slope, depends_on=["best"])
intercept = float(fits[best].intercept)
hook(intercept, depends_on=["best"])
centre = float(pairs[best][best].mean())
hook(centre, depends_on=["best"])
prediction = intercept + slope * centre
hook(prediction, depends_on=["slope", "intercept", "centre"])
submit({
    "column": best,
    "slope": round(slope, 6),
    "intercept": round(intercept, 4),
    "r_squared": round(r_squared[best], 4),
    "prediction_at_mean": round(prediction, 4),
})
