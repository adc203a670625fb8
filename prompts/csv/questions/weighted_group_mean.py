complete = df[[{{group}}, {{target}}, {{weight}}]].dropna()
if complete[{{weight}}].min() < 0:
    raise SystemExit("weights cannot be negative")
sizes = complete[{{group}}].value_counts()
hook(sizes)
large = sorted(sizes.index[sizes >= {{min_rows}}], key=str)
groups = {str(value): complete[complete[{{group}}] == value] for value in large}
groups = {value: rows for value, rows in groups.items() if rows[{{weight}}].sum() > 0}
if len(groups) < 2:
    raise SystemExit("fewer than two groups are large enough")
plain = {value: float(rows[{{target}}].mean()) for value, rows in groups.items()}
hook(plain, depends_on=["sizes"])
weighted = {value: float((rows[{{target}}] * rows[{{weight}}]).sum() / rows[{{weight}}].sum()) for value, rows in groups.items()}
hook(weighted, depends_on=["sizes"])
differences = {value: weighted[value] - plain[value] for value in groups}
hook(differences, depends_on=["plain", "weighted"])
order = sorted(differences, key=lambda value: -abs(differences[value]))
if abs(differences[order[0]]) - abs(differences[order[1]]) <= 1e-9 * abs(differences[order[0]]):
    raise SystemExit("several groups differ equally")
submit({
    "value": order[0],
    "weighted_mean": round(weighted[order[0]], 4),
    "difference": round(differences[order[0]], 4),
})
