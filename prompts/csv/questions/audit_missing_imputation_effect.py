missing = df[{{numeric}}].isna().sum()
hook(missing)
most = int(missing.max())
hook(most, depends_on=["missing"])
for column in missing.index[missing == most]:
    values = df[column]
    if abs(values.mean()) < 1e-12 or not values.std() > 0:
        raise SystemExit("a mean or a spread of zero has no relative change")
    filler = float(values.agg({{filling}}))
    hook(filler, depends_on=["most"])
    filled = values.fillna(filler)
    spread = float(filled.std())
    hook(spread, depends_on=["filler"])
    mean_change = float((filled.mean() - values.mean()) / abs(values.mean()) * 100)
    hook(mean_change, depends_on=["filler"])
    std_change = float((spread - values.std()) / values.std() * 100)
    hook(std_change, depends_on=["spread"])
    submit({
        "column": column,
        "filled": most,
        "mean_change_percent": round(mean_change, 4) + 0.0,
        "std_change_percent": round(std_change, 4) + 0.0,
    })
