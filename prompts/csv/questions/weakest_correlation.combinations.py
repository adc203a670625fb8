from itertools import combinations

numeric = df[{{numeric}}]
correlations = {pair: numeric[pair[0]].corr(numeric[pair[1]]) for pair in combinations(sorted(numeric.columns), 2)}
known = {pair: value for pair, value in correlations.items() if value == value}
pair = min(known, key=lambda names: abs(known[names]))
hook(pair)
correlation = known[pair]
hook(correlation, depends_on=["pair"])
submit({"columns": list(pair), "correlation": round(float(correlation), 4)})
