missing_percent = df.isna().mean() * 100
hook(missing_percent, description="percentage of missing values by column")
incomplete = sorted(missing_percent.index[missing_percent > {{missing_threshold}}])
hook(incomplete, depends_on=["missing_percent"])
count = len(incomplete)
hook(count, depends_on=["incomplete"])
submit({"count": count, "columns": incomplete})
