"""Runs queries of models on a database and compares their rows with those of the expected query.

One JSON object in, one out. Every query runs in a process of its own, which is killed at its time
limit: SQLite cannot interrupt a single call of a function.
"""

import json
import os
import pickle
import resource
import select
import signal
import sqlite3
import sys
import time
import urllib.parse

FUNCTIONS_REFUSED = {
    "load_extension", "zeroblob", "randomblob", "random", "readfile", "writefile", "edit",
    "fts3_tokenizer",
}
LARGEST_VALUE = 10_000_000
LARGEST_RESULT = 200_000_000
MOST_COMPARISONS = 500_000
# The most rows that are compared to find an order of columns, and the most columns.
MOST_COLUMN_ROWS = 4_000_000
MOST_COLUMNS = 100


def authorize(action, one, two, database, source):
    if action in (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_RECURSIVE):
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_FUNCTION and (two or "").lower() not in FUNCTIONS_REFUSED:
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY


def connect(path):
    last = None
    for options in ("mode=ro", "mode=ro&immutable=1"):
        try:
            connection = sqlite3.connect(f"file:{urllib.parse.quote(path)}?{options}", uri=True)
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            return connection
        except sqlite3.Error as error:
            last = error
    raise last


def confine(connection, deadline):
    if hasattr(connection, "setlimit"):
        connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST_VALUE)
    connection.execute("PRAGMA query_only = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
    connection.set_progress_handler(lambda: time.monotonic() > deadline, 1000)
    connection.set_authorizer(authorize)


def size(value):
    return len(value) if isinstance(value, (str, bytes)) else 16


def fetch(path, query, limits):
    """The columns' number and the rows of a query, or an error's kind and words."""
    try:
        connection = connect(path)
    except sqlite3.Error as error:
        return {"failure": "database", "words": str(error)}
    try:
        confine(connection, time.monotonic() + limits["timeout_s"])
        cursor = connection.execute(query)
        if cursor.description is None:
            return {"failure": "error", "words": "it is no query"}
        rows, total = [], 0
        for row in cursor:
            rows.append(tuple(row))
            total += sum(size(value) for value in row)
            if len(rows) > limits["max_rows"] or total > LARGEST_RESULT:
                return {"failure": "too_large", "words": f"more than {limits['max_rows']} rows"}
        return {"columns": len(cursor.description), "rows": rows}
    except sqlite3.OperationalError as error:
        kind = "timeout" if str(error) == "interrupted" else "error"
        return {"failure": kind, "words": str(error)}
    except (sqlite3.Error, sqlite3.Warning, ValueError, OverflowError, MemoryError) as error:
        return {"failure": "error", "words": str(error) or type(error).__name__}


def run(path, query, limits):
    """The result of a query from a process of its own."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.close(reader)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            resource.setrlimit(resource.RLIMIT_CPU, (int(limits["timeout_s"]) + 2,) * 2)
            result = fetch(path, query, limits)
            with os.fdopen(writer, "wb") as pipe:
                pickle.dump(result, pipe, protocol=5)
            status = 0
        finally:
            os._exit(status)
    os.close(writer)
    deadline = time.monotonic() + limits["timeout_s"] + 1
    data = bytearray()
    try:
        while True:
            ready, _, _ = select.select([reader], [], [], max(0, deadline - time.monotonic()))
            if not ready:
                os.kill(child, signal.SIGKILL)
                return {"failure": "timeout", "words": f"longer than {limits['timeout_s']} s"}
            piece = os.read(reader, 1 << 20)
            if not piece:
                break
            data += piece
    finally:
        os.close(reader)
        os.waitpid(child, 0)
    try:
        return pickle.loads(bytes(data))
    except Exception:
        return {"failure": "error", "words": "it took too much memory or time"}


# Comparison ---------------------------------------------------------------------------------------


def same(one, other):
    """Whether two cells are the same: numbers by value, a fraction within a millionth."""
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        if isinstance(one, int) and isinstance(other, int):
            return one == other
        # An infinite tolerance would make infinity the same as every number.
        largest = max(abs(one), abs(other))
        return one == other or largest < float("inf") and abs(one - other) <= 1e-6 * largest
    return type(one) is type(other) and one == other


def same_rows(one, other):
    return len(one) == len(other) and all(map(same, one, other))


def is_number(cell):
    return isinstance(cell, (int, float))


def below(one, other):
    """Whether a number is less than another, and by more than a fraction may differ."""
    return other - one > 1e-6 * max(abs(one), abs(other))


def counted(rows):
    counts = {}
    for row in rows:
        # 1 and 1.0 are the same key.
        counts[row] = counts.get(row, 0) + 1
    return counts


def clusters(left, right, value):
    """Splits two lists of entries where their values leave a gap that no fraction bridges."""
    entries = sorted(
        [(value(entry), 0, place) for place, entry in enumerate(left)]
        + [(value(entry), 1, place) for place, entry in enumerate(right)]
    )
    found, last = [], None
    for number, side, place in entries:
        if last is None or below(last, number):
            found.append(([], []))
        found[-1][side].append((left, right)[side][place])
        last = number
    return [cluster for cluster in found if cluster[0] and cluster[1]]


def matched(left, right, column, budget):
    """The number of rows of two lists of [row, count] that are the same but for fractions; the
    lists are sorted by a column of numbers."""
    shared = 0
    for row, count in left:
        place = 0
        while count and place < len(right) and budget[0] > 0:
            budget[0] -= 1
            entry = right[place]
            if below(entry[0][column], row[column]):
                # It is below all rows to come, too.
                del right[place]
                continue
            if below(row[column], entry[0][column]):
                break
            if not same_rows(row, entry[0]):
                place += 1
                continue
            both = min(count, entry[1])
            shared += both
            count -= both
            entry[1] -= both
            if not entry[1]:
                del right[place]
    return shared


def common(one, other):
    """The number of rows that two bags share."""
    left, right = counted(one), counted(other)
    shared = 0
    for row, count in list(left.items()):
        both = min(count, right.get(row, 0))
        if both:
            shared += both
            left[row] -= both
            right[row] -= both
    left = [[row, count] for row, count in left.items() if count]
    right = [[row, count] for row, count in right.items() if count]
    if not left or not right:
        return shared
    # The columns in which numbers may differ by a fraction; the others must be equal.
    inexact = [
        column
        for column in range(len(left[0][0]))
        if any(isinstance(row[column], float) for rows in (left, right) for row, _ in rows)
    ]
    groups = {}
    for side, rows in enumerate((left, right)):
        for entry in rows:
            row = list(entry[0])
            for column in inexact:
                if is_number(row[column]):
                    row[column] = None, "number"
            groups.setdefault(tuple(map(typed, row)), ([], []))[side].append(entry)
    # Rows that are the same are in one cluster of every column, and most clusters are small.
    budget = [MOST_COMPARISONS]
    work = [(group, 0, 0) for group in groups.values() if group[0] and group[1]]
    while work:
        (left, right), place, unsplit = work.pop()
        columns = [column for column in inexact if is_number(left[0][0][column])]
        if not columns:
            # Without numbers they would be equal, and counted already.
            continue
        if unsplit >= len(columns) or len(left) == len(right) == 1:
            left.sort(key=lambda entry: [entry[0][column] for column in columns])
            right.sort(key=lambda entry: [entry[0][column] for column in columns])
            shared += matched(left, right, columns[0], budget)
            continue
        column = columns[place % len(columns)]
        found = clusters(left, right, lambda entry: entry[0][column])
        is_whole = len(found) == 1 and len(found[0][0]) + len(found[0][1]) == len(left) + len(right)
        work += [(cluster, place + 1, unsplit + 1 if is_whole else 0) for cluster in found]
    return shared


def typed(cell):
    """A cell as a key: bytes are no text."""
    return (type(cell), cell) if isinstance(cell, bytes) else cell


def taken(rows, order):
    """The rows with the columns of an order."""
    return [tuple(row[index] for index in order) for row in rows]


def signature(rows, column):
    """What two columns with the same values have in common."""
    count, total, size, others = 0, 0.0, 0.0, {}
    for row in rows:
        cell = row[column]
        if isinstance(cell, (int, float)):
            count, total, size = count + 1, total + cell, size + abs(cell)
        else:
            key = (type(cell), cell)
            others[key] = others.get(key, 0) + 1
    return count, total, size, others


def may_agree(one, other):
    """Whether two columns may have the same values, by their signatures."""
    if one[0] != other[0] or one[3] != other[3]:
        return False
    largest = max(one[2], other[2])
    return not largest < float("inf") or abs(one[1] - other[1]) <= 2e-6 * largest


class Columns:
    """Takes an answer's columns one after another beside the expected ones.

    The rows so far are numbered, equal ones alike, so that a further column costs as much as the
    first."""

    def __init__(self, gold, answer):
        self.gold, self.answer = gold["rows"], answer["rows"]
        self.count = gold["columns"]
        # Those with the most different values tell rows apart at once.
        self.steps = sorted(
            range(self.count), key=lambda column: -len({row[column] for row in self.gold})
        )
        signatures = [signature(self.answer, column) for column in range(self.count)]
        self.fitting = []
        for column in self.steps:
            own = signature(self.gold, column)
            self.fitting.append(
                [index for index in range(self.count) if may_agree(own, signatures[index])]
            )
        # The numbers of the rows after each step.
        self.numbered = [([0] * len(self.gold), [0] * len(self.answer))]
        self.chosen = []

    def cells(self, index):
        """The cells of the next expected column and of an answer's, those that may be the same as
        one key."""
        step = self.steps[len(self.chosen)]
        one = [row[step] for row in self.gold]
        other = [row[index] for row in self.answer]
        if any(isinstance(cell, float) for cell in one) or any(
            isinstance(cell, float) for cell in other
        ):
            keys, key, last = {}, 0, None
            for number in sorted({cell for cell in one + other if is_number(cell)}):
                if last is None or below(last, number):
                    key += 1
                keys[number], last = ("number", key), number
            one = [keys[cell] if is_number(cell) else cell for cell in one]
            other = [keys[cell] if is_number(cell) else cell for cell in other]
        return one, other

    def beside(self, index):
        """The numbers of the rows with a further column of the answer."""
        (gold, answer), (one, other) = self.numbered[-1], self.cells(index)
        keys = {}
        return (
            [keys.setdefault(pair, len(keys)) for pair in zip(gold, one)],
            [keys.setdefault(pair, len(keys)) for pair in zip(answer, other)],
        )

    def take(self, index, numbers):
        self.chosen.append(index)
        self.numbered.append(numbers)

    def give_back(self):
        self.chosen.pop()
        self.numbered.pop()

    def order(self):
        """The columns taken, in the order of the expected ones."""
        return [column for _, column in sorted(zip(self.steps, self.chosen))]


def same_order(gold, answer, ordered):
    """An order of the answer's columns with which it has the same rows; None if none is found.

    Columns are taken one after another: the rows so far must be the same, so that a wrong column is
    given up at once."""
    columns = Columns(gold, answer)
    if not all(columns.fitting):
        return None
    tests = max(2 * columns.count, MOST_COLUMN_ROWS // len(gold["rows"]))
    options = [columns.fitting[0][:]]
    while options:
        if not options[-1]:
            options.pop()
            if columns.chosen:
                columns.give_back()
            continue
        column = options[-1].pop(0)
        tests -= 1
        if tests < 0:
            return None
        numbers = columns.beside(column)
        if not (numbers[0] == numbers[1] if ordered else counted(numbers[0]) == counted(numbers[1])):
            continue
        columns.take(column, numbers)
        if len(columns.chosen) == columns.count:
            return columns.order()
        fitting = columns.fitting[len(columns.chosen)]
        options.append([index for index in fitting if index not in columns.chosen])
    return None


def likely_order(gold, answer):
    """The order of the answer's columns found by taking, one after another, the column with which
    most rows so far are the same."""
    columns = Columns(gold, answer)
    while len(columns.chosen) < columns.count:
        step = columns.steps[len(columns.chosen)]
        best = None
        for index in range(columns.count):
            if index in columns.chosen:
                continue
            numbers = columns.beside(index)
            one, other = counted(numbers[0]), counted(numbers[1])
            shared = sum(min(count, other.get(row, 0)) for row, count in one.items())
            # Of equals, a column stays where it is.
            rank = (shared, index == step, -index)
            if best is None or rank > best[0]:
                best = rank, index, numbers
        columns.take(best[1], best[2])
    return columns.order()


def orders(gold, answer, ordered, columns):
    """The orders of an answer's columns to try, those in which all rows are the same first."""
    import itertools

    count = answer["columns"]
    stated = list(range(count))
    is_free = columns == "any" and 2 <= count <= MOST_COLUMNS
    if is_free and len(gold["rows"]) == len(answer["rows"]):
        order = same_order(gold, answer, ordered)
        if order:
            yield order
    yield stated
    if not is_free:
        return
    rows = len(gold["rows"]) + len(answer["rows"])
    if count <= 6 and rows <= 200:
        for order in itertools.permutations(stated):
            if list(order) != stated:
                yield list(order)
    elif count * count * rows <= MOST_COLUMN_ROWS:
        yield likely_order(gold, answer)


def compare(gold, answer, ordered, columns):
    """The share of common rows as two numbers, and whether all rows are the same."""
    if not gold["rows"] and not answer["rows"]:
        return 1, 1, True
    if not gold["rows"] or not answer["rows"] or gold["columns"] != answer["columns"]:
        return 0, 1, False
    best = (0, 1, False)
    for order in orders(gold, answer, ordered, columns):
        rows = answer["rows"]
        if order != sorted(order):
            rows = taken(rows, order)
        shared = common(gold["rows"], rows)
        union = len(gold["rows"]) + len(rows) - shared
        is_same = union == shared
        if is_same and ordered:
            is_same = all(map(same_rows, gold["rows"], rows))
        if is_same:
            return shared, union, True
        if shared * best[1] > best[0] * union:
            best = (shared, union, False)
    return best


def compare_sets(gold, answer):
    """As the published reward does: rows as a set, cells exactly."""
    one, other = set(gold["rows"]), set(answer["rows"])
    return len(one & other), len(one | other), one == other


def main():
    task = json.load(sys.stdin)
    limits = {"timeout_s": task["timeout_s"], "max_rows": task["max_rows"]}
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    gold = run(task["database"], task["gold"], limits)
    answer = {"gold": {"failure": gold.get("failure"), "words": gold.get("words")}, "results": []}
    known = {}
    if "failure" not in gold:
        answer["gold"]["rows"] = len(gold["rows"])
        for query in task["queries"]:
            if query not in known:
                result = run(task["database"], query, limits)
                if "failure" in result:
                    known[query] = {"failure": result["failure"], "words": result["words"]}
                else:
                    compared = (
                        compare_sets(gold, result)
                        if task["published"]
                        else compare(gold, result, task["ordered"], task["columns"])
                    )
                    known[query] = {
                        "shared": compared[0], "union": compared[1], "same": compared[2],
                        "rows": len(result["rows"]),
                    }
            answer["results"].append(known[query])
    json.dump(answer, sys.stdout)


main()
