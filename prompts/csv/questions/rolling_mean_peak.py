values = df[{{target}}].dropna().astype(float).reset_index(drop=True)
known = len(values)
hook(known)
if known < 3 * {{window}}:
    raise SystemExit("there are too few values")
averages = values.rolling({{window}}).mean().dropna()
highest = float(averages.max())
hook(highest, depends_on=["known"])
span = highest - float(averages.min())
hook(span, depends_on=["highest"])
ends_at = int(averages.index[averages >= highest - 1e-9 * max(1.0, abs(highest))][0]) + 1
hook(ends_at, depends_on=["highest"])
submit({"highest": round(highest, 4), "span": round(span, 4), "ends_at": ends_at})
