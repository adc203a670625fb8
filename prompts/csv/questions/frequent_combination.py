complete = df[[{{first}}, {{second}}, {{third}}]].dropna().astype(str)
counts = complete.value_counts()
rows = int(counts.iloc[0])
hook(rows)
combinations = len(counts)
hook(combinations)
if rows < 3 or combinations < 4:
    raise SystemExit("there are too few combinations or repetitions")
for triple in sorted(counts.index[counts == rows]):
    submit({"first": triple[0], "second": triple[1], "third": triple[2], "rows": rows, "combinations": combinations})
