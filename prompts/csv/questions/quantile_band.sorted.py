from math import floor
from statistics import median

both = [(float(a), float(b)) for a, b in zip(df[{{splitter}}], df[{{target}}]) if a == a and b == b]
order = sorted(a for a, _ in both)

def percentile(share):
    place = (len(order) - 1) * share / 100
    low = floor(place)
    return order[low] + (place - low) * (order[min(low + 1, len(order) - 1)] - order[low])

low, high = percentile({{low}}), percentile({{high}})
inside = [b for a, b in both if low <= a <= high]
outside = [b for a, b in both if not low <= a <= high]
submit({"rows": len(inside), "difference": round(median(inside) - median(outside), 4) + 0.0})
