from datetime import date
from math import fsum

rows = []
for text, value in zip(df[{{date}}], df[{{target}}]):
    if text == text and text is not None and value == value:
        parts = str(text).replace("/", "-")[:10].split(" ")[0].split("-")
        rows.append((date(int(parts[0]), int(parts[1]), int(parts[2])).toordinal(), float(value)))
end = max(day for day, _ in rows)
late = [value for day, value in rows if end - day < {{days}}]
early = [value for day, value in rows if end - day >= {{days}}]
submit({"rows": len(late), "difference": round(fsum(late) / len(late) - fsum(early) / len(early), 4)})
