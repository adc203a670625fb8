import statsmodels.api as sm

numeric = df[{{numeric}}]
order = numeric.corr()[{{target}}].drop({{target}}).abs().sort_values(ascending=False)
predictors = sorted(order.dropna().index[:{{top_k}}])
hook(predictors)
complete = numeric[predictors + [{{target}}]].dropna()
fit = sm.OLS(complete[{{target}}], sm.add_constant(complete[predictors])).fit()
r_squared = float(fit.rsquared)
hook(r_squared, depends_on=["predictors"])
weights = fit.params[predictors] * complete[predictors].std() / complete[{{target}}].std()
hook(weights, depends_on=["predictors"])
submit({
    "predictors": predictors,
    "rows_used": len(complete),
    "r_squared": round(r_squared, 4),
    "adjusted_r_squared": round(float(fit.rsquared_adj), 4),
    "weightiest": weights.abs().idxmax(),
})
