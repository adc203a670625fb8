complete = df[[{{group}}, {{first}}, {{second}}]].dropna()
labels = complete[{{group}}].astype(str)
sizes = labels.value_counts()
hook(sizes, description="complete rows by group")
if len(sizes) < 2 or sizes.iloc[1] < 10 or (len(sizes) > 2 and sizes.iloc[1] == sizes.iloc[2]):
    raise SystemExit("the two largest groups are too small or tied")
groups = sorted(sizes.index[:2])
hook(groups, depends_on=["sizes"])
one = complete[labels == groups[0]]
first_correlation = float(one[{{first}}].corr(one[{{second}}]))
hook(first_correlation, depends_on=["groups"])
other = complete[labels == groups[1]]
second_correlation = float(other[{{first}}].corr(other[{{second}}]))
hook(second_correlation, depends_on=["groups"])
if round(abs(first_correlation) - abs(second_correlation), 9) == 0:
    raise SystemExit("both correlations are equally far from zero")
stronger = groups[0] if abs(first_correlation) > abs(second_correlation) else groups[1]
hook(stronger, depends_on=["first_correlation", "second_correlation"])
difference = abs(abs(first_correlation) - abs(second_correlation))
hook(difference, depends_on=["first_correlation", "second_correlation"])
submit({
    "correlations": {
        groups[0]: round(first_correlation, 4),
        groups[1]: round(second_correlation, 4),
    },
    "stronger": stronger,
    "difference": round(difference, 4),
})
