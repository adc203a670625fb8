from math import fsum

known = [float(value) for value in df[{{target}}] if value == value]
pairs = list(zip(known, known[1:]))
rises = sum(1 for earlier, later in pairs if later > earlier)
submit({"rises": rises, "mean_change": round(fsum(abs(later - earlier) for earlier, later in pairs) / len(pairs), 4)})
