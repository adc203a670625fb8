from math import fsum

parts = {}
for text, value in zip(df[{{date}}], df[{{target}}]):
    if text == text and text is not None and value == value:
        year, month = str(text).replace("/", "-").split("-")[:2]
        parts.setdefault("%04d-%02d" % (int(year), int(month)), []).append(float(value))
means = {month: fsum(part) / len(part) for month, part in parts.items() if len(part) >= {{min_rows}}}
extreme = max(means.values()) if {{extreme}} == "highest" else min(means.values())
for month in sorted(means):
    if abs(means[month] - extreme) <= 1e-9 * abs(extreme):
        submit({"month": month, "mean": round(extreme, 4), "rows": len(parts[month])})
