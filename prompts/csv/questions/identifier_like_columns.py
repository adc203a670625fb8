distinct_values = df.nunique()
hook(distinct_values, description="different values by column")
unique_percent = distinct_values / len(df) * 100
hook(unique_percent, depends_on=["distinct_values"])
candidates = sorted(unique_percent.index[unique_percent >= {{unique_percent}}])
hook(candidates, depends_on=["unique_percent"])
if not candidates:
    raise SystemExit("no column reaches the share")
if len(candidates) == 1 and unique_percent.max() == 100:
    raise SystemExit("one column plainly identifies the rows")
submit({"columns": candidates, "highest_percent": round(float(unique_percent.max()), 2)})
