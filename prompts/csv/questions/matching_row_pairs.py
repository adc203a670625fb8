complete = df[[{{first}}, {{second}}]].dropna()
sizes = complete[{{first}}].value_counts()
hook(sizes)
pairs = int((sizes * (sizes - 1) // 2).sum())
hook(pairs, depends_on=["sizes"])
combinations = complete.groupby([{{first}}, {{second}}], observed=True).size()
agreeing = int((combinations * (combinations - 1) // 2).sum())
hook(agreeing)
if pairs == 0 or agreeing == pairs:
    raise SystemExit("all pairs agree, or there are none")
percent = agreeing / pairs * 100
hook(percent, depends_on=["pairs", "agreeing"])
submit({"pairs": pairs, "agreeing_percent": round(percent, 4)})
