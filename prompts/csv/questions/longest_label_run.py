values = df[{{label}}].dropna().astype(str)
starts = values.ne(values.shift())
runs = int(starts.sum())
hook(runs)
if runs < 5 or runs == len(values):
    raise SystemExit("there are too few runs or repetitions")
longest = int(starts.cumsum().value_counts().max())
hook(longest, depends_on=["runs"])
submit({"longest": longest, "runs": runs})
