import numpy as np

complete = df[[{{group}}, {{target}}]].dropna()
sizes = complete[{{group}}].value_counts()
hook(sizes, description="complete rows by group")
large = sorted(sizes.index[sizes >= {{min_rows}}], key=str)
hook(large, depends_on=["sizes"])
if len(large) < 2:
    raise SystemExit("fewer than two groups are large enough")
groups = {value: complete.loc[complete[{{group}}] == value, {{target}}] for value in large}
first_quartiles = {str(value): float(rows.quantile(0.25)) for value, rows in groups.items()}
hook(first_quartiles, depends_on=["large"])
third_quartiles = {str(value): float(rows.quantile(0.75)) for value, rows in groups.items()}
hook(third_quartiles, depends_on=["large"])
outliers = {}
for value, rows in groups.items():
    low, high = first_quartiles[str(value)], third_quartiles[str(value)]
    reach = {{fence}} * (high - low)
    outliers[str(value)] = int(((rows < low - reach) | (rows > high + reach)).sum())
hook(outliers, depends_on=["first_quartiles", "third_quartiles"])
percents = {str(value): outliers[str(value)] / len(rows) * 100 for value, rows in groups.items()}
hook(percents, depends_on=["outliers"])
highest = max(percents.values())
hook(highest, depends_on=["percents"])
if highest == 0:
    raise SystemExit("no group has an outlier")
for value in percents:
    if np.isclose(percents[value], highest, rtol=1e-9, atol=0):
        submit({
            "value": value,
            "outliers": outliers[value],
            "outlier_percent": round(percents[value], 4),
        })
