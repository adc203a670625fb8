complete = df[[{{group}}, {{target}}]].dropna()
if complete[{{target}}].min() < 0:
    raise SystemExit("negative values have no shares")
sums = complete.groupby({{group}})[{{target}}].sum().sort_values(ascending=False)
hook(sums)
percents = sums / sums.sum() * 100
hook(percents, depends_on=["sums"])
if percents.iloc[0] - percents.iloc[1] < 1e-9:
    raise SystemExit("several groups have the largest sum")
reached = percents.cumsum()
hook(reached, depends_on=["percents"])
if (reached - {{share}}).abs().min() < 1e-9:
    raise SystemExit("the sums reach the share exactly")
groups_needed = int((reached < {{share}}).sum()) + 1
hook(groups_needed, depends_on=["reached"])
if groups_needed == 1 or groups_needed == len(percents):
    raise SystemExit("one group or all groups are needed")
submit({"value": str(percents.index[0]), "percent": round(float(percents.iloc[0]), 4), "groups_needed": groups_needed})
