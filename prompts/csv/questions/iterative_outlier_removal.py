values = df[{{target}}].dropna().astype(float)
started_with = len(values)
hook(started_with)
first_mean = float(values.mean())
hook(first_mean, depends_on=["started_with"])
first_deviation = float(values.std())
hook(first_deviation, depends_on=["started_with"])
means = [first_mean]
sizes = [started_with]
while len(means) <= {{max_iterations}}:
    kept = values[(values - values.mean()).abs() <= {{z_threshold}} * values.std()]
    if len(kept) == len(values):
        break
    values = kept
    means.append(float(values.mean()))
    sizes.append(len(values))
    if abs(means[-1] - means[-2]) < {{epsilon}}:
        break
course = list(means)
hook(course, description="the mean after each round", depends_on=["first_mean", "first_deviation"])
sizes_by_round = list(sizes)
hook(sizes_by_round, depends_on=["course"])
rounds = len(means) - 1
hook(rounds, depends_on=["course"])
if rounds == 0:
    raise SystemExit("there is no outlier")
values_left = len(values)
hook(values_left, depends_on=["sizes_by_round"])
mean = float(values.mean())
hook(mean, depends_on=["values_left"])
deviation = float(values.std())
hook(deviation, depends_on=["values_left"])
submit({
    "rounds": rounds,
    "values_left": values_left,
    "mean": round(mean, 4),
    "std": round(deviation, 4),
})
