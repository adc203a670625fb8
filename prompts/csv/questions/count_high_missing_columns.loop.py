gaps = {name: {place for place, value in enumerate(df[name].isna()) if value} for name in df.columns}
rows = set().union(*gaps.values())
columns = sorted(name for name in gaps if len(gaps[name]) * 100 > {{missing_threshold}} * len(rows))
submit({"count": len(columns), "columns": columns})
