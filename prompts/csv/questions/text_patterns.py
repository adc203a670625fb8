texts = df[{{text}}].dropna().astype(str)
word_counts = texts.str.split().str.len()
rows = int((word_counts >= {{words}}).sum())
hook(rows)
if rows == 0 or rows == len(texts):
    raise SystemExit("no row or every row has that many words")
mean_length = float(texts.str.len().mean())
hook(mean_length)
submit({"rows": rows, "mean_length": round(mean_length, 4)})
