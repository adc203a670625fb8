complete = df[[{{group}}, {{label}}]].dropna().astype(str)
sizes = complete[{{group}}].value_counts()
hook(sizes)
large = sorted(sizes.index[sizes >= {{min_rows}}])
if len(large) < 2:
    raise SystemExit("fewer than two groups are large enough")
counts = {value: complete.loc[complete[{{group}}] == value, {{label}}].value_counts() for value in large}
percents = {value: float(counts[value].max() / counts[value].sum() * 100) for value in large}
hook(percents, depends_on=["sizes"])
highest = max(percents.values())
hook(highest, depends_on=["percents"])
if highest == 100:
    raise SystemExit("a group has a single label")
for value in large:
    if percents[value] > highest - 1e-9:
        for label in sorted(counts[value].index[counts[value] == counts[value].max()]):
            submit({"value": value, "label": label, "percent": round(highest, 4)})
