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
MOST_COMPARISONS = 4_000_000
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


def shape(row):
    """A row without its numbers: only rows of one shape can be the same."""
    return tuple(0.0 if isinstance(cell, (int, float)) else (type(cell), cell) for cell in row)


def numbers(row):
    """The numbers of a row, to sort rows of one shape."""
    return tuple(cell for cell in row if isinstance(cell, (int, float)))


def below(one, other):
    """Whether a number is less than another, and by more than a fraction may differ."""
    return other - one > 1e-6 * max(abs(one), abs(other))


def counted(rows):
    counts = {}
    for row in rows:
        # 1 and 1.0 are the same key.
        counts[row] = counts.get(row, 0) + 1
    return counts


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
    groups = {}
    for row, count in right.items():
        if count:
            groups.setdefault(shape(row), []).append([row, count])
    # In the order of their numbers, rows that are the same meet soon, whatever their number.
    for entries in groups.values():
        entries.sort(key=lambda entry: numbers(entry[0]))
    budget = MOST_COMPARISONS
    for row, count in sorted(left.items(), key=lambda entry: numbers(entry[0])):
        entries = groups.get(shape(row), []) if count else []
        first = numbers(row)[:1]
        place = 0
        while count and place < len(entries) and budget > 0:
            budget -= 1
            entry = entries[place]
            if first and below(numbers(entry[0])[0], first[0]):
                # It is below all rows to come, too.
                del entries[place]
                continue
            if first and below(first[0], numbers(entry[0])[0]):
                break
            if not same_rows(row, entry[0]):
                place += 1
                continue
            both = min(count, entry[1])
            shared += both
            count -= both
            entry[1] -= both
            if not entry[1]:
                del entries[place]
    return shared


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


def distinct_first(rows, count):
    """The columns, those with the most different values first: they tell rows apart at once."""
    return sorted(range(count), key=lambda column: -len({row[column] for row in rows}))


def same_order(gold, answer, ordered):
    """An order of the answer's columns with which it has the same rows; None if none is found.

    Columns are taken one after another: the rows so far must be the same, so that a wrong column is
    given up at once."""
    count = gold["columns"]
    steps = distinct_first(gold["rows"], count)
    signatures = [signature(answer["rows"], column) for column in range(count)]
    fitting = []
    for column in steps:
        own = signature(gold["rows"], column)
        fitting.append([index for index in range(count) if may_agree(own, signatures[index])])
    tests = MOST_COLUMN_ROWS // len(gold["rows"])

    def agrees(chosen):
        one, other = taken(gold["rows"], steps[: len(chosen)]), taken(answer["rows"], chosen)
        if ordered:
            return all(map(same_rows, one, other))
        return common(one, other) == len(one)

    chosen = []
    options = [fitting[0][:]]
    while options:
        if not options[-1]:
            options.pop()
            if chosen:
                chosen.pop()
            continue
        column = options[-1].pop(0)
        tests -= 1
        if tests < 0:
            return None
        if not agrees(chosen + [column]):
            continue
        chosen.append(column)
        if len(chosen) == count:
            return [column for _, column in sorted(zip(steps, chosen))]
        options.append([index for index in fitting[len(chosen)] if index not in chosen])
    return None


def likely_order(gold, answer):
    """The order of the answer's columns found by taking, one after another, the column with which
    most rows so far are the same."""
    count = gold["columns"]
    steps = distinct_first(gold["rows"], count)
    chosen = []
    for step, column in enumerate(steps):
        one = taken(gold["rows"], steps[: step + 1])
        left = [index for index in range(count) if index not in chosen]
        # Of equals, a column stays where it is.
        chosen.append(
            max(
                left,
                key=lambda index: (
                    common(one, taken(answer["rows"], chosen + [index])), index == column, -index
                ),
            )
        )
    return [column for _, column in sorted(zip(steps, chosen))]


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
    if count <= 6 and rows <= 1000:
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
