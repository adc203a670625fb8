"""Collects a session's output and validates its records.

Code shares its process with the recording functions, so it can forge anything they send. Each
record is parsed and checked here: malformed ones are refused, and hashes are computed from values.
"""
import hashlib
import json
import math

# The most bytes of hooks and answers per execution.
MAXIMUM_RECORDS = 8 << 20
# The most bytes of one value as JSON; the session summarises or refuses larger values.
HOOK_BYTES, ANSWER_BYTES = 100_000, 2_000_000
# The deepest nesting of lists and dictionaries.
MAXIMUM_DEPTH = 100
MAXIMUM_ANSWERS = 256
# The most characters of a name, a description or an exception's message.
MAXIMUM_TEXT = 20_000


class Output:
    """The beginning, the end and the total size of a session's output."""

    def __init__(self, limit):
        self.limit = limit
        self.clear()

    def clear(self):
        self.head, self.tail, self.total = bytearray(), bytearray(), 0

    def append(self, data):
        self.total += len(data)
        room = self.limit - len(self.head)
        if room > 0:
            self.head += data[:room]
            data = data[room:]
        if data:
            self.tail += data
            if len(self.tail) > 2 * self.limit:
                del self.tail[: -self.limit]

    @property
    def parts(self):
        return bytes(self.head), bytes(self.tail[-self.limit :])


class Records:
    """The records of an execution: the lines of the answer channel that carry its secret."""

    def __init__(self, most_hooks):
        self.most_hooks = most_hooks
        self.clear(None)

    def clear(self, secret):
        self.secret = secret
        self.line, self.searched, self.total = bytearray(), 0, 0
        self.kept, self.answers = [], []
        self.hooks = self.left_out = self.unreadable = 0
        self.is_done = False

    def append(self, data):
        if self.secret is None or self.is_done:
            return
        self.total += len(data)
        self.line += data
        while (end := self.line.find(b"\n", self.searched)) >= 0:
            line = bytes(self.line[:end])
            del self.line[: end + 1]
            self.searched = 0
            if line.startswith(self.secret):
                self.take(line[len(self.secret) :])
        self.searched = len(self.line)

    def take(self, line):
        try:
            ((kind, value),) = json.loads(line).items()
            if kind == "hook":
                self.take_hook(value, len(line))
            elif kind == "submit":
                self.take_answer(value, len(line))
            elif kind == "done":
                self.kept.append({"done": {"error": failure(value["error"])}})
                self.left_out += count(value["left_out"])
                self.is_done = True
            else:
                raise ValueError(kind)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            self.unreadable += 1

    def take_hook(self, value, length):
        if self.hooks >= self.most_hooks:
            self.left_out += 1
            return
        if length > 2 * HOOK_BYTES:
            raise ValueError("too long")
        self.kept.append({"hook": {
            "name": text(value["name"]), **named(value["value"]),
            "description": optional_text(value["description"]),
            "code_line": optional_text(value["code_line"]),
            "line_ran": value["line_ran"] is True,
            "depends_on": texts(value["depends_on"]),
        }})
        self.hooks += 1

    def take_answer(self, value, length):
        if length > 2 * ANSWER_BYTES:
            raise ValueError("too long")
        answer = {"submit": named(value["value"])}
        if len(self.answers) < MAXIMUM_ANSWERS:
            self.answers.append(len(self.kept))
            self.kept.append(answer)
        else:
            # The last one counts.
            self.kept[self.answers[-1]] = answer

    @property
    def bytes(self):
        return b"".join(json.dumps(record).encode() + b"\n" for record in self.kept)

    @property
    def is_too_long(self):
        return self.total > MAXIMUM_RECORDS


def text(value):
    if not isinstance(value, str) or len(value) > MAXIMUM_TEXT:
        raise ValueError("no text")
    return value


def texts(value):
    if not isinstance(value, list):
        raise ValueError("no list")
    return [text(each) for each in value]


def optional_text(value):
    return None if value is None else text(value)


def count(value):
    if type(value) is not int or not 0 <= value < 1 << 53:
        raise ValueError("no count")
    return value


def failure(error):
    if error is None:
        return None
    kind, message = error["type"], error["message"]
    if not (isinstance(kind, str) and isinstance(message, str)):
        raise ValueError("no texts")
    return {"type": kind[:MAXIMUM_TEXT], "message": message[:MAXIMUM_TEXT]}


def named(value):
    """A value in JSON's terms, with its hash."""
    level = [value]
    for _ in range(MAXIMUM_DEPTH + 1):
        level = [
            inner
            for each in level if isinstance(each, (list, dict))
            for inner in (each.values() if isinstance(each, dict) else each)
        ]
    if level:
        raise ValueError("nested too deeply")
    return {"value": plain(value), "hash": digest(value)}


def rounded(value):
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, float):
        # Adding 0.0 turns -0.0 into 0.0.
        return round(value, 2) + 0.0 if math.isfinite(value) else value
    if isinstance(value, dict):
        return {key: rounded(each) for key, each in value.items()}
    if isinstance(value, list):
        return [rounded(each) for each in value]
    return value


def digest(value):
    """A value's hash with numbers rounded to two decimals, so that near values may share one."""
    words = json.dumps(rounded(value), sort_keys=True)
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def plain(value):
    """The value in JSON's terms: numbers that JSON cannot represent become text."""
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    return value
