import numpy as np

both = np.array([(float(a), float(b)) for a, b in zip(df[{{splitter}}], df[{{target}}]) if a == a and b == b])
limits = np.percentile(both[:, 0], [100 * step / {{n_bins}} for step in range(1, {{n_bins}})])
bins = np.searchsorted(limits, both[:, 0], side="left") + 1
means = {number: float(both[bins == number, 1].mean()) for number in range(1, {{n_bins}} + 1)}
hook(means)
highest, lowest = max(means.values()), min(means.values())
for number in means:
    if abs(means[number] - highest) <= 1e-9 * abs(highest):
        submit({"bin": number, "mean": round(highest, 4), "excess": round(highest - lowest, 4)})
