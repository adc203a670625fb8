from datetime import date

numbers = set()
for text in df[{{date}}].dropna().astype(str):
    parts = text.replace("/", "-")[:10].split(" ")[0].split("-")
    numbers.add(date(int(parts[0]), int(parts[1]), int(parts[2])).toordinal())
best = None
previous = None
for number in sorted(numbers):
    if previous is not None and (best is None or number - previous > best[0]):
        best = (number - previous, previous, number)
    previous = number
submit({"days": best[0], "from": str(date.fromordinal(best[1])), "to": str(date.fromordinal(best[2]))})
