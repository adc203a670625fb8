import pandas as pd

days = pd.to_datetime(df[{{date}}].dropna().astype(str).str.replace("/", "-").str.slice(0, 10), errors="coerce").dropna()
dated = len(days)
hook(dated)
ordered = sorted(set(days))
different = len(ordered)
hook(different, depends_on=["dated"])
if different < 10:
    raise SystemExit("there are too few distinct days")
gaps = [(later - earlier).days for earlier, later in zip(ordered, ordered[1:])]
longest = max(gaps)
hook(longest, depends_on=["different"])
if longest < 2:
    raise SystemExit("no day is left out")
if gaps.count(longest) * 2 > len(gaps):
    raise SystemExit("most gaps are equally long")
place = gaps.index(longest)
submit({"days": longest, "from": str(ordered[place].date()), "to": str(ordered[place + 1].date())})
