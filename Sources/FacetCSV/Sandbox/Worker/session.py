"""Runs the code of one session, whose variables last from one piece of code to the next."""
import ast
import hashlib
import json
import math
import os
import random
import sys
import traceback

import numpy as np
import pandas as pd
import scipy
import scipy.stats as stats
import statsmodels.api as sm

# A value's record: whole up to so many bytes of JSON, else described.
FRAME_BYTES, VALUE_BYTES, ANSWER_BYTES = 10_000, 100_000, 2_000_000
# Lists and dictionaries in one another.
MAXIMUM_DEPTH = 100


# How a file is read that nobody has looked at.
CUSTOMARY_READING = {"na_values": ["?", "NA", "N/A", "na", "n/a"], "on_bad_lines": "skip"}


def table(path, reading):
    """The data, read as `reading` says: arguments of `pandas.read_csv`."""
    reading = reading or CUSTOMARY_READING
    encodings = [reading["encoding"]] if "encoding" in reading else ["utf-8-sig", "latin-1"]
    for encoding in encodings:
        try:
            return pd.read_csv(path, **{"low_memory": False, **reading, "encoding": encoding})
        except UnicodeDecodeError:
            if encoding == encodings[-1]:
                raise


def checked(value):
    """The value made plain, unless it lies in itself or nearly so."""
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
    """Python's own values for what pandas and NumPy have: scalars, lists, dictionaries."""
    if isinstance(value, pd.DataFrame):
        if value.empty:
            return {}
        if value.shape == (1, 1):
            return normalized(value.iloc[0, 0])
        if value.shape[1] == 1:
            return normalized_column(value.iloc[:, 0])
        if value.shape[1] == 2:
            return pairs(zip(value.iloc[:, 0], value.iloc[:, 1]))
        return [normalized(record) for record in value.to_dict(orient="records")]
    if isinstance(value, pd.Series):
        return normalized(value.iloc[0]) if len(value) == 1 else normalized_column(value)
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, np.bool_):
        return bool(value)
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
        return normalized(value.tolist())
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
        result[key] = normalized(value)
    return result


def rounded(value):
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, float):
        # Adding 0 makes one zero of two.
        return round(value, 2) + 0.0 if math.isfinite(value) else value
    if isinstance(value, dict):
        return {key: rounded(each) for key, each in value.items()}
    if isinstance(value, list):
        return [rounded(each) for each in value]
    return value


def digest(value):
    """The hash by which equal values are told: numbers rounded to two decimals."""
    value = rounded(value)
    try:
        text = json.dumps(value, sort_keys=True)
    except TypeError:
        text = json.dumps(with_text_keys(value), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def with_text_keys(value):
    if isinstance(value, dict):
        return {str(key): with_text_keys(each) for key, each in value.items()}
    if isinstance(value, list):
        return [with_text_keys(each) for each in value]
    return value


def plain(value):
    """The value as JSON has it: numbers that it has no word for become text."""
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, dict):
        return {
            key if isinstance(key, str) else plain_key(key): plain(each)
            for key, each in value.items()
        }
    if isinstance(value, list):
        return [plain(each) for each in value]
    return value


def plain_key(key):
    key = plain(key)
    return key if isinstance(key, str) else json.dumps(key)


def size(value):
    return len(json.dumps(value).encode())


def described(value):
    """What is recorded of a hook's value, and its hash."""
    whole = checked(value)
    return recorded(value, plain(whole)), digest(whole)


def recorded(value, whole):
    if isinstance(value, (pd.DataFrame, pd.Series)):
        return whole if size(whole) <= FRAME_BYTES else summary(value)
    count = size(whole)
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
    return plain(normalized(result))


def statistics(column):
    return {"mean": column.mean(), "min": column.min(), "max": column.max()}


class Executed:
    """Which lines of a session's code have run, as far as code asks for it."""

    def __init__(self):
        self.texts = set()
        self.ran = set()
        self.statements = {}
        self.lines = []

    def watch(self, code, tree):
        """Prepares for code; the function for `sys.settrace`, where it is needed."""
        self.lines = code.splitlines()
        self.ran, self.statements = set(), {}
        if "hook" not in code:
            # Watching costs loops their pace, and no hook looks for these lines now. One of a later
            # piece may: those before the first mistake then stand for those that have run.
            return None
        for node in ast.walk(tree):
            if isinstance(node, ast.stmt):
                body = getattr(node, "body", None)
                last = body[0].lineno - 1 if body else node.end_lineno
                for line in range(node.lineno, max(node.lineno, last) + 1):
                    self.statements[line] = node.lineno
        return self.trace

    def trace(self, frame, event, _):
        if frame.f_code.co_filename != "<code>":
            return None
        self.ran.add(self.statements.get(frame.f_lineno, frame.f_lineno))
        return self.trace

    def settle(self):
        """Notes the lines that have run so far."""
        for number, line in enumerate(self.lines, start=1):
            if self.statements.get(number, number) in self.ran:
                self.texts.add(collapsed(line))

    def contains(self, lines):
        """Whether every line of a text has run, in this piece of code or one before."""
        self.settle()
        wanted = [collapsed(line) for line in lines.splitlines() if line.strip()]
        return bool(wanted) and all(line in self.texts for line in wanted)


def collapsed(line):
    return " ".join(line.split())


class Recorder:
    """Tells the supervisor what code recorded, under the secret of its execution."""

    def __init__(self, channel):
        self.channel = channel
        self.secret = ""
        self.process = os.getpid()

    def record(self, kind, value):
        # A child that the code forked has no channel.
        if os.getpid() != self.process:
            return
        data = memoryview(self.secret.encode() + json.dumps({kind: value}).encode() + b"\n")
        while data:
            data = data[os.write(self.channel, data) :]


def recording(recorder, namespace, executed):
    """The two functions that code is given."""
    counted = [0]

    def hook(value, code_line=None, name=None, description=None, depends_on=None):
        """Records an intermediate value."""
        counted[0] += 1
        if name is None:
            names = [key for key, each in namespace.items() if each is value and key != "_"]
            name = names[-1] if names else f"hook_{counted[0]}"
        if depends_on is None:
            depends_on = []
        elif isinstance(depends_on, str):
            depends_on = [depends_on]
        record, hashed = described(value)
        recorder.record(
            "hook",
            {
                "name": str(name), "value": record, "hash": hashed,
                "description": None if description is None else str(description),
                "code_line": None if code_line is None else str(code_line),
                "line_ran": code_line is not None and executed.contains(str(code_line)),
                "depends_on": [str(each) for each in depends_on],
            },
        )

    def submit(answer, **details):
        """Gives the answer; the last one counts."""
        value = checked(answer)
        whole = plain(value)
        if (count := size(whole)) > ANSWER_BYTES:
            raise ValueError(f"the answer has {count} bytes, at most {ANSWER_BYTES} are allowed")
        record = {"value": whole, "hash": digest(value)}
        if details:
            record["details"] = plain(normalized(details))
        recorder.record("submit", record)

    return hook, submit


def run(code, namespace, executed):
    """Runs code; the value of an expression in its last line is shown, as a notebook does."""
    tree = ast.parse(code, "<code>")
    trace = executed.watch(code, tree)
    last = None
    if tree.body and isinstance(tree.body[-1], ast.Expr):
        last = ast.Expression(tree.body.pop().value)
    reached = len(executed.lines)
    sys.settrace(trace)
    try:
        exec(compile(tree, "<code>", "exec"), namespace)
        value = None if last is None else eval(compile(last, "<code>", "eval"), namespace)
    except BaseException as error:
        numbers = [each.lineno for each in traceback.extract_tb(error.__traceback__)
                   if each.filename == "<code>"]
        reached = numbers[0] - 1 if numbers else 0
        raise
    finally:
        sys.settrace(None)
        if trace is None:
            executed.ran = set(range(1, reached + 1))
        executed.settle()
    if value is not None:
        print(repr(value))


def failure(error, code):
    """An exception's class and message; its traceback, from the code's own frames, is printed."""
    lines = code.splitlines()
    frames = []
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename == "<code>":
            line = lines[frame.lineno - 1].strip() if 0 < frame.lineno <= len(lines) else ""
            frames.append(f"  line {frame.lineno}, in {frame.name}\n    {line}\n")
    message = "".join(traceback.format_exception_only(type(error), error))
    header = "Traceback (most recent call last):\n" if frames else ""
    sys.stderr.write(header + "".join(frames[-20:]) + message)
    return {"type": type(error).__name__, "message": str(error)}


def work(data, path):
    """Runs one piece of code after another until the supervisor has no more."""
    # A fork would repeat the random numbers of every other; chance has to look like chance.
    random.seed()
    np.random.seed()
    namespace = {
        "__name__": "__main__", "pd": pd, "np": np, "scipy": scipy, "stats": stats, "sm": sm,
        "df": data, "csv_path": path,
    }
    recorder, executed = Recorder(4), Executed()
    namespace["hook"], namespace["submit"] = recording(recorder, namespace, executed)
    hook, submit = namespace["hook"], namespace["submit"]
    received = bytearray()
    while True:
        while b"\n" not in received:
            part = os.read(3, 1 << 16)
            if not part:
                return
            received += part
        line, _, received = received.partition(b"\n")
        request = json.loads(line)
        recorder.secret = request["secret"]
        namespace["hook"], namespace["submit"] = hook, submit
        error = None
        try:
            run(request["code"], namespace, executed)
        except BaseException as raised:
            left = isinstance(raised, SystemExit) and raised.code in (None, 0)
            error = None if left else raised
        answer = None
        try:
            answer = error and failure(error, request["code"])
        except BaseException as second:
            answer = {"type": type(error).__name__, "message": type(second).__name__}
        for stream in (sys.__stdout__, sys.__stderr__):
            try:
                stream.flush()
            except BaseException:
                # The code closed or replaced it; what it printed is what has arrived.
                pass
        recorder.record("done", {"error": answer})
