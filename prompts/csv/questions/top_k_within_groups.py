complete = df[[{{group}}, {{target}}]].dropna()
sizes = complete[{{group}}].value_counts()
hook(sizes)
large = sorted(sizes.index[sizes >= {{min_rows}}], key=str)
if len(large) < 2:
    raise SystemExit("fewer than two groups are large enough")
means = {str(value): float(complete.loc[complete[{{group}}] == value, {{target}}].nlargest({{top_k}}).mean()) for value in large}
hook(means, depends_on=["sizes"])
highest = max(means.values())
hook(highest, depends_on=["means"])
lead = highest - min(means.values())
hook(lead, depends_on=["means", "highest"])
if lead <= 1e-9 * abs(highest):
    raise SystemExit("all groups have the same average")
for value in means:
    if abs(means[value] - highest) <= 1e-9 * abs(highest):
        submit({"value": value, "mean": round(highest, 4), "lead": round(lead, 4)})
