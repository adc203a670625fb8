from collections import Counter
from math import fsum
from statistics import median

value = Counter(label for label in df[{{group}}] if label == label and label is not None).most_common(1)[0][0]
limit = median(float(x) for x in df[{{filter}}] if x == x)
sides = {True: [], False: []}
rows = 0
for label, x, y in zip(df[{{group}}], df[{{filter}}], df[{{target}}]):
    if label == value and x == x:
        rows += x > limit
        if y == y:
            sides[bool(x > limit)].append(float(y))
means = {side: fsum(part) / len(part) for side, part in sides.items()}
submit({"value": str(value), "rows": int(rows), "difference": round(means[True] - means[False], 4)})
