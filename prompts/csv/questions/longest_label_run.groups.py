from itertools import groupby

lengths = [len(list(run)) for _, run in groupby(str(value) for value in df[{{label}}] if value == value and value is not None)]
submit({"longest": max(lengths), "runs": len(lengths)})
