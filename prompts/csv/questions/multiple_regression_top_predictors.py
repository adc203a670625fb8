import numpy as np

numeric = df[{{numeric}}]
correlations = numeric.corrwith(numeric[{{target}}]).drop({{target}}).dropna()
hook(correlations)
order = correlations.abs().sort_values(ascending=False)
predictors = sorted(order.index[:{{top_k}}])
hook(predictors, depends_on=["correlations"])
if len(order) > {{top_k}} and np.isclose(order.iloc[{{top_k}} - 1], order.iloc[{{top_k}}], rtol=1e-9, atol=0):
    raise SystemExit("the last predictor ties with another column")
complete = numeric[predictors + [{{target}}]].dropna()
rows_used = len(complete)
hook(rows_used, depends_on=["predictors"])
if rows_used < 10 * len(predictors):
    raise SystemExit("there are too few complete rows for the number of predictors")
design = np.column_stack([np.ones(rows_used), complete[predictors]])
outcome = complete[{{target}}].to_numpy(dtype=float)
solution, _, rank, _ = np.linalg.lstsq(design, outcome, rcond=None)
if rank <= len(predictors):
    raise SystemExit("the predictors depend on each other")
coefficients = dict(zip(predictors, (float(value) for value in solution[1:])))
hook(coefficients, depends_on=["predictors", "rows_used"])
if np.linalg.cond((design[:, 1:] - design[:, 1:].mean(axis=0)) / design[:, 1:].std(axis=0)) > 1e6:
    raise SystemExit("the predictors nearly depend on each other")
unexplained = float(((outcome - design @ solution) ** 2).sum())
hook(unexplained, depends_on=["coefficients"])
r_squared = 1 - unexplained / float(((outcome - outcome.mean()) ** 2).sum())
hook(r_squared, depends_on=["unexplained"])
adjusted = 1 - (1 - r_squared) * (rows_used - 1) / (rows_used - len(predictors) - 1)
hook(adjusted, depends_on=["r_squared", "rows_used"])
weights = {name: coefficients[name] * float(complete[name].std()) / float(outcome.std(ddof=1)) for name in predictors}
hook(weights, depends_on=["coefficients"])
weightiest = max(weights, key=lambda name: abs(weights[name]))
if sum(abs(weight) >= abs(weights[weightiest]) * (1 - 1e-9) for weight in weights.values()) > 1:
    raise SystemExit("several predictors have equal weights")
hook(weightiest, depends_on=["weights"])
submit({
    "predictors": predictors,
    "rows_used": rows_used,
    "r_squared": round(r_squared, 4),
    "adjusted_r_squared": round(adjusted, 4),
    "weightiest": weightiest,
})
