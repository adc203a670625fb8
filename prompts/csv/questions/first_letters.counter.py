from collections import Counter

counts = Counter(text.strip()[:1].lower() for text in df[{{text}}] if isinstance(text, str))
counts = {letter: count for letter, count in counts.items() if letter.isalpha()}
most = max(counts.values())
for letter in sorted(letter for letter in counts if counts[letter] == most):
    submit({"letter": letter, "rows": most, "letters": len(counts)})
