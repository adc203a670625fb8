firsts = df[{{text}}].dropna().astype(str).str.strip().str.slice(0, 1).str.lower()
counts = firsts[firsts.str.isalpha()].value_counts()
hook(counts)
if len(counts) < 3:
    raise SystemExit("there are fewer than three letters")
rows = int(counts.iloc[0])
hook(rows, depends_on=["counts"])
letters = len(counts)
hook(letters, depends_on=["counts"])
for letter in sorted(counts.index[counts == rows]):
    submit({"letter": letter, "rows": rows, "letters": letters})
