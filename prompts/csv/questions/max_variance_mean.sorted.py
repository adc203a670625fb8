numeric = df[{{numeric}}]
wanted = {{extreme}}
order = numeric.var().sort_values(ascending=wanted == "smallest")
hook(order)
column = order.index[0]
hook(column, depends_on=["order"])
mean = numeric[column].mean()
hook(mean, depends_on=["column"])
submit({"column": column, "mean": round(float(mean), 4)})
