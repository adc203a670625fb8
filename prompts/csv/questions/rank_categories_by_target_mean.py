complete = df[[{{group}}, {{target}}]].dropna()
groups = complete.groupby({{group}})[{{target}}]
sizes = groups.count()
hook(sizes, description="complete rows by group")
large = sorted(str(value) for value in sizes.index[sizes >= {{min_n}}])
hook(large, depends_on=["sizes"])
if len(large) < {{top_k}}:
    raise SystemExit("too few groups are large enough")
means = {str(value): float(mean) for value, mean in groups.mean().items() if sizes[value] >= {{min_n}}}
hook(means, depends_on=["large"])
order = sorted(means, key=lambda value: (-round(means[value], 10), value))
hook(order, depends_on=["means"])
ranking = order[:{{top_k}}]
hook(ranking, depends_on=["order"])
lead = means[ranking[0]] - means[ranking[-1]]
hook(lead, depends_on=["means", "ranking"])
submit({
    "ranking": ranking,
    "means": [round(means[value], 4) for value in ranking],
    "lead": round(lead, 4),
})
