from collections import Counter

rows = [(a, b) for a, b in zip(df[{{first}}], df[{{second}}]) if a == a and b == b and a is not None and b is not None]
half = lambda n: n * (n - 1) // 2
pairs = sum(half(n) for n in Counter(a for a, _ in rows).values())
agreeing = sum(half(n) for n in Counter(rows).values())
submit({"pairs": pairs, "agreeing_percent": round(100 * agreeing / pairs, 4)})
