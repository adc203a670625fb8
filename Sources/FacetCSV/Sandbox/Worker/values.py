"""Normalises pandas and NumPy values to plain Python scalars, lists and dictionaries."""
import json
import math

import numpy as np
import pandas as pd

# The most bytes of JSON that are recorded whole: of a table, of another value, of an answer.
FRAME_BYTES, VALUE_BYTES, ANSWER_BYTES = 10_000, 100_000, 2_000_000
# The deepest nesting of lists and dictionaries.
MAXIMUM_DEPTH = 100


def checked(value):
    """The normalised value; an error if it contains itself or is nested too deeply."""
    result = normalized(value)
    level = [result]
    for _ in range(MAXIMUM_DEPTH):
        level = [
            inner
            for each in level
            if isinstance(each, (list, dict))
            for inner in (each.values() if isinstance(each, dict) else each)
        ]
        if not level:
            return result
    raise ValueError(f"the value is nested deeper than {MAXIMUM_DEPTH} levels")


def normalized(value):
    """The plain Python equivalent of a pandas or NumPy value: scalar, list or dictionary."""
    if isinstance(value, pd.DataFrame):
        if value.empty:
            return {}
        if value.shape == (1, 1):
            return normalized(value.iloc[0, 0])
        if value.shape[1] == 1:
            return normalized_column(value.iloc[:, 0])
        if value.shape[1] == 2 and names_rows(value.iloc[:, 0]):
            return pairs(zip(value.iloc[:, 0], value.iloc[:, 1]))
        return [normalized(record) for record in value.to_dict(orient="records")]
    if isinstance(value, pd.Series):
        # The question may ask for the label of a single value.
        is_bare = len(value) == 1 and isinstance(value.index, pd.RangeIndex)
        return normalized(value.iloc[0]) if is_bare else normalized_column(value)
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, np.bool_):
        return bool(value)
    # A NumPy duration is one of its whole numbers.
    if isinstance(value, (np.datetime64, np.timedelta64)):
        kind = pd.Timestamp if isinstance(value, np.datetime64) else pd.Timedelta
        return normalized(kind(value))
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        return float(value)
    if value is pd.NaT or value is pd.NA:
        return math.nan
    if isinstance(value, (pd.Timestamp, pd.Timedelta, pd.Period)):
        return str(value)
    if isinstance(value, pd.Interval):
        return str(value)
    if isinstance(value, np.ndarray):
        # As a list, dates would be numbers of nanoseconds.
        is_time = value.dtype.kind in "mM" and value.ndim == 1
        return normalized(pd.Index(value) if is_time else value.tolist())
    if isinstance(value, (pd.Index, pd.api.extensions.ExtensionArray)):
        return [normalized(each) for each in value]
    if isinstance(value, dict):
        return pairs(value.items())
    if isinstance(value, (set, frozenset)):
        return sorted((normalized(each) for each in value), key=lambda each: (str(type(each)), each))
    if isinstance(value, (list, tuple)):
        return [normalized(each) for each in value]
    if isinstance(value, complex):
        return str(value)
    if hasattr(value, "item") and getattr(value, "shape", None) == ():
        return normalized(value.item())
    if hasattr(value, "_asdict"):
        return normalized(value._asdict())
    return str(value)


def normalized_column(series):
    if isinstance(series.index, pd.RangeIndex):
        return [normalized(each) for each in series]
    return pairs(series.items())


def pairs(items):
    result = {}
    for key, value in items:
        key = normalized(key)
        if isinstance(key, (list, dict)):
            key = ", ".join(map(str, key))
        result[key if isinstance(key, str) else text_of(key)] = normalized(value)
    return result


def text_of(key):
    """A key as text, because JSON allows only text keys."""
    if isinstance(key, float) and not math.isfinite(key):
        return "NaN" if math.isnan(key) else "Infinity" if key > 0 else "-Infinity"
    return json.dumps(key)


def names_rows(column):
    """Whether a table's first column names each row uniquely."""
    return not pd.api.types.is_numeric_dtype(column) and column.is_unique


def size(value):
    return len(json.dumps(value).encode())


def recorded(value):
    """The value as a hook records it: whole, or as a summary if it is large."""
    whole = checked(value)
    count = size(whole)
    if isinstance(value, (pd.DataFrame, pd.Series)):
        return whole if count <= FRAME_BYTES else summary(value)
    return whole if count <= VALUE_BYTES else {"type": type(value).__name__, "size_bytes": count}


def summary(value):
    if isinstance(value, pd.DataFrame):
        numeric = value.select_dtypes("number")
        result = {
            "type": "DataFrame", "shape": list(value.shape),
            "columns": [str(name) for name in value.columns],
            "dtypes": {str(name): str(kind) for name, kind in value.dtypes.items()},
            "head": value.head(3).to_dict(orient="records"),
        }
        if 0 < numeric.shape[1] <= 5:
            result["numeric_summary"] = {
                str(name): statistics(numeric[name]) for name in numeric.columns
            }
    else:
        result = {
            "type": "Series", "name": None if value.name is None else str(value.name),
            "shape": list(value.shape), "dtype": str(value.dtype),
            "head": value.head(5).tolist(),
        }
        if pd.api.types.is_numeric_dtype(value):
            result["stats"] = statistics(value)
    return normalized(result)


def statistics(column):
    return {"mean": column.mean(), "min": column.min(), "max": column.max()}
