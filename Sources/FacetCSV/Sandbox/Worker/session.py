"""Runs the code of one session, whose variables persist from one piece of code to the next.

`values.py` runs before it in the same namespace.
"""
import ast
import builtins
import os
import random
import signal
import sys
import traceback

import scipy
import scipy.stats as stats
import statsmodels.api as sm

# The reading arguments for a file that has not been profiled.
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


# Parts of statements with a line of their own; Python 3.9 has no `match`.
CLAUSES = (ast.ExceptHandler, getattr(ast, "match_case", ast.ExceptHandler))


class Executed:
    """The lines of a session's code that have run, recorded only for code with hooks."""

    # Where the code finds the function that records a line.
    NAME = "__facet_ran__"

    def __init__(self):
        self.texts = set()
        self.ran = set()
        self.statements = {}
        self.lines = []
        # The lines of earlier pieces, whose functions may run again.
        self.offset = 0

    def watch(self, code, tree):
        """Prepares for code; returns whether its lines are recorded as they run.

        Without a hook, no record is needed. A hook in a later piece may name these lines: all lines
        before the first error then count as run.
        """
        self.offset += len(self.lines)
        self.lines, self.statements = code.splitlines(), {}
        if "hook" not in code:
            return False
        setattr(builtins, self.NAME, self.ran.add)
        nodes = list(ast.walk(tree))
        for node in nodes:
            if isinstance(node, (ast.stmt, *CLAUSES)):
                body = getattr(node, "body", None)
                last = first_line(body[0]) - 1 if body else node.end_lineno
                number = line_number(node)
                for line in range(first_line(node), max(number, last) + 1):
                    self.statements[line] = number
        for node in nodes:
            for field in ("body", "orelse", "finalbody"):
                if isinstance(getattr(node, field, None), list):
                    setattr(node, field, self.marked(node, getattr(node, field)))
        return True

    def marked(self, node, body):
        """Statements, each of which records its line first."""
        # A docstring and imports from the future must remain the first statements.
        head = 1 if hasattr(node, "body") and body is node.body and is_documented(node) else 0
        for place, each in enumerate(body):
            if getattr(each, "module", None) == "__future__":
                head = place + 1
        marked = body[:head] + [self.mark(each) for each in body[:head]]
        if isinstance(node, CLAUSES):
            marked.append(self.mark(node, body[0]))
        for each in body[head:]:
            marked += [self.mark(each), each]
        return marked

    def mark(self, node, place=None):
        name, number = ast.Name(self.NAME, ast.Load()), ast.Constant(self.offset + line_number(node))
        mark = ast.Expr(ast.Call(name, [number], []))
        for each in (name, number, mark.value, mark):
            ast.copy_location(each, place or node)
        return mark

    def reach(self, lines):
        """Records lines of the current piece as run."""
        self.ran.update(self.offset + self.statements.get(line, line) for line in lines)

    def settle(self):
        """Keeps the text of the lines of this piece that have run so far."""
        for number, line in enumerate(self.lines, start=1):
            if self.offset + self.statements.get(number, number) in self.ran:
                self.texts.add(collapsed(line))

    def contains(self, lines):
        """Whether every line of a text has run, in this piece of code or an earlier one."""
        self.settle()
        wanted = [collapsed(line) for line in lines.splitlines() if line.strip()]
        return bool(wanted) and all(line in self.texts for line in wanted)


def line_number(node):
    return node.pattern.lineno if hasattr(node, "pattern") else node.lineno


def first_line(node):
    """The line of a statement's first decorator, or its own."""
    return min([line_number(node), *(each.lineno for each in getattr(node, "decorator_list", []))])


def is_documented(node):
    documented = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return isinstance(node, documented) and ast.get_docstring(node, clean=False) is not None


def collapsed(line):
    return " ".join(line.split())


class Recorder:
    """Sends the code's records to the supervisor, marked with the execution's secret."""

    def __init__(self, channel, most):
        self.channel = channel
        self.secret = ""
        self.process = os.getpid()
        self.most = most
        self.begin("")

    def begin(self, secret):
        self.secret, self.hooks = secret, 0

    @property
    def left_out(self):
        return max(0, self.hooks - self.most)

    def record(self, kind, value):
        # A child that the code forked has no channel.
        if os.getpid() != self.process:
            return
        data = memoryview(self.secret.encode() + json.dumps({kind: value}).encode() + b"\n")
        while data:
            data = data[os.write(self.channel, data) :]


def recording(recorder, namespace, executed):
    """The two functions provided to the code."""
    counted = [0]

    def hook(value, code_line=None, name=None, description=None, depends_on=None):
        """Records an intermediate value."""
        counted[0] += 1
        recorder.hooks += 1
        if recorder.left_out:
            return
        if name is None:
            names = [key for key, each in namespace.items() if each is value and key != "_"]
            name = names[-1] if names else f"hook_{counted[0]}"
        if depends_on is None:
            depends_on = []
        elif isinstance(depends_on, str):
            depends_on = [depends_on]
        recorder.record(
            "hook",
            {
                "name": str(name), "value": recorded(value),
                "description": None if description is None else str(description),
                "code_line": None if code_line is None else str(code_line),
                "line_ran": code_line is not None and executed.contains(str(code_line)),
                "depends_on": [str(each) for each in depends_on],
            },
        )

    def submit(answer, **details):
        """Gives the answer; the last one counts."""
        value = checked(answer)
        if (count := size(value)) > ANSWER_BYTES:
            raise ValueError(f"the answer has {count} bytes; the limit is {ANSWER_BYTES}")
        recorder.record("submit", {"value": value})

    return hook, submit


def run(code, namespace, executed):
    """Runs code; prints the value of an expression in its last line, like a notebook."""
    tree = ast.parse(code, "<code>")
    is_recorded = executed.watch(code, tree)
    last = None
    if tree.body and isinstance(tree.body[-1], ast.Expr):
        last = ast.Expression(tree.body.pop().value)
    reached = len(executed.lines)
    try:
        exec(compile(tree, "<code>", "exec"), namespace)
        value = None if last is None else eval(compile(last, "<code>", "eval"), namespace)
    except BaseException as error:
        numbers = [each.lineno for each in traceback.extract_tb(error.__traceback__)
                   if each.filename == "<code>"]
        reached = numbers[0] - 1 if numbers else 0
        raise
    finally:
        if not is_recorded:
            executed.reach(range(1, reached + 1))
        executed.settle()
    if value is not None:
        print(repr(value))


def failure(error, code):
    """Prints a traceback of the code's own frames; returns the exception's class and message."""
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


def end_as_others_do():
    """Lets the process end itself with a signal.

    The system shields the first process of a namespace from its own signals.
    """
    kill = os.kill
    harmless = {0, signal.SIGSTOP, signal.SIGCONT, signal.SIGCHLD, signal.SIGURG, signal.SIGWINCH}

    def guarded(process, number):
        is_own = process == os.getpid() and number not in harmless
        if is_own and signal.getsignal(number) in (None, signal.SIG_DFL):
            os._exit(128 + number)
        kill(process, number)

    os.kill = guarded


def reap():
    """Reaps ended children: the first process of a namespace inherits all orphans."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def work(data, path, most_hooks):
    """Runs one piece of code after another until the supervisor has no more."""
    if os.getpid() == 1:
        end_as_others_do()
    # Without new seeds, every fork would produce the same random numbers.
    random.seed()
    np.random.seed()
    namespace = {
        "__name__": "__main__", "pd": pd, "np": np, "scipy": scipy, "stats": stats, "sm": sm,
        "df": data, "csv_path": path,
    }
    recorder, executed = Recorder(4, most_hooks), Executed()
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
        if os.getpid() == 1:
            reap()
        recorder.begin(request["secret"])
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
                # The code closed or replaced the stream; only earlier output arrives.
                pass
        recorder.record("done", {"error": answer, "left_out": recorder.left_out})
