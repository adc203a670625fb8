seen = set()
for row in df.itertuples(index=False, name=None):
    seen.add(tuple(None if value != value else value for value in row))
repeated = len(df) - len(seen)
submit({
    "duplicate_rows": repeated,
    "duplicate_percent": round(100 * repeated / len(df), 2),
    "distinct_rows": len(seen),
})
