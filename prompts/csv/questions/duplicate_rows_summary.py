duplicate_rows = int(df.duplicated().sum())
hook(duplicate_rows, description="rows that repeat an earlier one")
if duplicate_rows == 0:
    raise SystemExit("no row repeats another one")
duplicate_percent = duplicate_rows / len(df) * 100
hook(duplicate_percent, depends_on=["duplicate_rows"])
distinct_rows = len(df) - duplicate_rows
hook(distinct_rows, depends_on=["duplicate_rows"])
submit({
    "duplicate_rows": duplicate_rows,
    "duplicate_percent": round(duplicate_percent, 2),
    "distinct_rows": distinct_rows,
})
