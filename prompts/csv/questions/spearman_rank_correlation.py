from scipy import stats

complete = df[[{{first}}, {{second}}]].dropna()
rows_used = len(complete)
hook(rows_used)
ranks = complete.rank()
rank_means = ranks.mean()
hook(rank_means, depends_on=["rows_used"])
spearman = float(ranks[{{first}}].corr(ranks[{{second}}]))
hook(spearman, depends_on=["rank_means"])
p_value = float(stats.spearmanr(complete[{{first}}], complete[{{second}}]).pvalue)
hook(p_value, depends_on=["spearman"])
pearson = float(complete[{{first}}].corr(complete[{{second}}]))
hook(pearson, depends_on=["rows_used"])
if round(abs(spearman) - abs(pearson), 9) == 0:
    raise SystemExit("both coefficients are equally far from zero")
stronger = "spearman" if abs(spearman) > abs(pearson) else "pearson"
hook(stronger, depends_on=["spearman", "pearson"])
submit({
    "spearman": round(spearman, 4),
    "pearson": round(pearson, 4),
    "p_value": round(p_value, 6),
    "stronger": stronger,
})
