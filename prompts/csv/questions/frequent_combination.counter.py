from collections import Counter

triples = zip(df[{{first}}], df[{{second}}], df[{{third}}])
counts = Counter(tuple(map(str, triple)) for triple in triples if all(x == x and x is not None for x in triple))
most = max(counts.values())
for triple in sorted(triple for triple in counts if counts[triple] == most):
    submit({"first": triple[0], "second": triple[1], "third": triple[2], "rows": most, "combinations": len(counts)})
