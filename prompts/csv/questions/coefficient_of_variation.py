import numpy as np

numeric = df[{{numeric}}]
means = numeric.mean()
hook(means)
deviations = numeric.std()
hook(deviations)
ratios = (deviations / means.abs())[means != 0]
hook(ratios, depends_on=["means", "deviations"])
wanted = {{extreme}}
extreme = ratios.max() if wanted == "highest" else ratios.min()
hook(extreme, depends_on=["ratios"])
for column in ratios.index[np.isclose(ratios, extreme, rtol=1e-9, atol=0)]:
    submit({"column": column, "coefficient_of_variation": round(float(ratios[column]), 4)})
