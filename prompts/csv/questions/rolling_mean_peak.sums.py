from math import fsum

known = [float(value) for value in df[{{target}}] if value == value]
averages = [fsum(known[end - {{window}}:end]) / {{window}} for end in range({{window}}, len(known) + 1)]
highest = max(averages)
place = next(i for i, average in enumerate(averages) if average >= highest - 1e-9 * max(1.0, abs(highest)))
submit({"highest": round(highest, 4), "span": round(highest - min(averages), 4), "ends_at": place + {{window}}})
