import pandas as pd

complete = df[[{{date}}, {{target}}]].dropna()
dates = pd.to_datetime(complete[{{date}}].astype(str).str.replace("/", "-").str.slice(0, 10), errors="coerce")
months = dates.dt.strftime("%Y-%m")
sizes = months.value_counts()
hook(sizes, description="rows by month")
if (sizes >= {{min_rows}}).sum() < 2:
    raise SystemExit("fewer than two months have enough rows")
means = complete[{{target}}].groupby(months).mean()[sizes.index[sizes >= {{min_rows}}]]
hook(means, depends_on=["sizes"])
wanted = {{extreme}}
extreme = float(means.max() if wanted == "highest" else means.min())
hook(extreme, depends_on=["means"])
for month in sorted(means.index):
    if abs(means[month] - extreme) <= 1e-9 * abs(extreme):
        submit({"month": month, "mean": round(extreme, 4), "rows": int(sizes[month])})
