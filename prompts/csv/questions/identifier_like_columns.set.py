shares = {}
for name in df.columns:
    shares[name] = 100 * len({value for value in df[name] if value == value and value is not None}) / len(df)
columns = sorted(name for name in shares if shares[name] >= {{unique_percent}})
submit({"columns": columns, "highest_percent": round(max(shares.values()), 2)})
