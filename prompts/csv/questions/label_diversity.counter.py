from collections import Counter

counts = Counter(value for value in df[{{label}}] if value == value and value is not None)
total = sum(counts.values())
rare = sum(1 for count in counts.values() if 100 * count < {{percent}} * total)
submit({"effective_number": round(total ** 2 / sum(count ** 2 for count in counts.values()), 4), "rare_values": rare})
