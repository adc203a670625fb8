numeric = df[{{numeric}}]
wanted = {{extreme}}
order = numeric.mean().sort_values(ascending=wanted == "smallest")
hook(order)
column = order.index[0]
hook(column, depends_on=["order"])
deviation = numeric[column].dropna().std()
hook(deviation, depends_on=["column"])
submit({"column": column, "std": round(float(deviation), 4)})
