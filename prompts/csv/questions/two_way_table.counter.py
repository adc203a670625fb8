from collections import Counter

rows = [(str(a), str(b)) for a, b in zip(df[{{first}}], df[{{second}}]) if a == a and b == b and a is not None and b is not None]
counts, ones, others = Counter(rows), Counter(a for a, _ in rows), Counter(b for _, b in rows)
excess = {pair: count - ones[pair[0]] * others[pair[1]] / len(rows) for pair, count in counts.items()}
greatest = max(excess.values())
for pair in sorted(excess):
    if excess[pair] > greatest - 1e-9 * max(1.0, greatest):
        submit({"first": pair[0], "second": pair[1], "rows": counts[pair], "excess": round(greatest, 4)})
