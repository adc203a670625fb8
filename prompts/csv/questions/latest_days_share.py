import pandas as pd

complete = df[[{{date}}, {{target}}]].dropna()
days = pd.to_datetime(complete[{{date}}].astype(str).str.replace("/", "-").str.slice(0, 10), errors="coerce")
latest = days.max()
latest_day = str(latest.date())
hook(latest_day)
late = complete.loc[days > latest - pd.Timedelta(days={{days}}), {{target}}]
early = complete.loc[days <= latest - pd.Timedelta(days={{days}}), {{target}}]
rows = len(late)
hook(rows, depends_on=["latest_day"])
if min(rows, len(early)) < 5:
    raise SystemExit("one side has too few rows")
means = [float(late.mean()), float(early.mean())]
hook(means, depends_on=["latest_day"])
difference = means[0] - means[1]
hook(difference, depends_on=["means"])
submit({"rows": rows, "difference": round(difference, 4)})
