from math import floor

known = sorted(float(value) for value in df[{{target}}] if value == value)
place = (len(known) - 1) * {{percentile}} / 100
low = floor(place)
limit = known[low] + (place - low) * (known[min(low + 1, len(known) - 1)] - known[low])
hook(limit)
above = [value for value in known if value > limit]
submit({
    "percentile_value": round(limit, 4),
    "rows_above": len(above),
    "mean_above": round(sum(above) / len(above), 4),
})
