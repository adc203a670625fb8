import numpy as np

complete = df[[{{group}}, {{target}}]].dropna()
overall = float(complete[{{target}}].mean())
hook(overall)
groups = complete.groupby({{group}})[{{target}}]
sizes = groups.count()
hook(sizes, description="complete rows by group")
means = groups.mean()[sizes >= {{min_rows}}]
hook(means, depends_on=["sizes"])
wanted = {{extreme}}
extreme = means.max() if wanted == "highest" else means.min()
hook(extreme, depends_on=["means"])
difference = float(extreme) - overall
hook(difference, depends_on=["extreme", "overall"])
for value in means.index[np.isclose(means, extreme, rtol=1e-9, atol=0)]:
    submit({
        "value": str(value),
        "mean": round(float(extreme), 4),
        "difference": round(difference, 4),
    })
