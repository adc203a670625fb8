texts = [value for value in df[{{text}}] if isinstance(value, str)]
rows = sum(1 for text in texts if len(text.split()) >= {{words}})
submit({"rows": rows, "mean_length": round(sum(len(text) for text in texts) / len(texts), 4)})
