"""Runs tests on the code of models: one JSON object in, one out.

Each test runs in a process of its own, after the code. A test passes if it ends without an
exception and says so; a process that only ends has not passed.
"""

import ast
import builtins
import json
import os
import resource
import secrets
import select
import signal
import sys
import time
import types


def sources(tests):
    """The tests as source texts, each with what must run before it."""
    if isinstance(tests, list):
        return [("", str(test)) for test in tests if str(test).strip()]
    tree = ast.parse(tests)
    names = [
        node.name for node in tree.body
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name.startswith("test")
    ]
    if names:
        return [(tests, f"{name}()") for name in names]
    asserts = [node for node in tree.body if isinstance(node, ast.Assert)]
    if not asserts:
        return [("", tests)]
    found, before = [], []
    for node in tree.body:
        text = ast.get_source_segment(tests, node) or ""
        if isinstance(node, ast.Assert):
            found.append(("\n".join(before), text))
        else:
            before.append(text)
    return found


def attempt(code, before, test, pipe, token):
    """Runs in the child: the code, then the test, then says that it passed."""
    # Not as the main module: a part that only runs the program would wait for input.
    module = types.ModuleType("answer")
    sys.modules["answer"] = module
    scope = module.__dict__
    write, passed = os.write, token
    stop = os._exit
    for text, name in ((code, "answer.py"), (before, "before.py"), (test, "test.py")):
        exec(compile(text, name, "exec", dont_inherit=True), scope)
        # Tests may stand in a part that only runs as a program.
        scope["__name__"] = "__main__"
        sys.modules["__main__"] = module
    write(pipe, passed)
    stop(0)


def run(code, before, test, timeout):
    token = secrets.token_hex(16).encode()
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reader)
            null = os.open("/dev/null", os.O_RDWR)
            for descriptor in (0, 1, 2):
                os.dup2(null, descriptor)
            resource.setrlimit(resource.RLIMIT_CPU, (int(timeout) + 2,) * 2)
            attempt(code, before, test, writer, token)
        except BaseException as error:
            words = f"{type(error).__name__}: {error}"[:300]
            try:
                os.write(writer, b"-" + words.encode("utf-8", "replace"))
            except OSError:
                pass
        finally:
            os._exit(1)
    os.close(writer)
    deadline = time.monotonic() + timeout
    said = b""
    words = "it ended before its test"
    while True:
        ready, _, _ = select.select([reader], [], [], max(0, deadline - time.monotonic()))
        if not ready:
            os.kill(child, signal.SIGKILL)
            words = f"longer than {timeout} s"
            break
        piece = os.read(reader, 4096)
        if not piece:
            break
        said += piece
        if len(said) > 10_000:
            break
    try:
        os.kill(child, signal.SIGKILL)
    except ProcessLookupError:
        pass
    os.close(reader)
    os.waitpid(child, 0)
    if said == token:
        return True, None
    return False, said[1:].decode("utf-8", "replace") if said.startswith(b"-") else words


def main():
    task = json.load(sys.stdin)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        tests = sources(task["tests"])
        for before, test in tests:
            compile(before, "before.py", "exec")
            compile(test, "test.py", "exec")
    except (SyntaxError, ValueError) as error:
        json.dump({"unusable": f"{type(error).__name__}: {error}"}, sys.stdout)
        return
    if not tests:
        json.dump({"unusable": "there is no test"}, sys.stdout)
        return
    results = []
    for code in task["codes"]:
        passed, words = 0, None
        end = time.monotonic() + task["timeout_s"]
        for before, test in tests:
            left = end - time.monotonic()
            is_passed, why = run(code, before, test, left) if left > 0 else (False, "no time is left")
            passed += is_passed
            words = words or why
        results.append({"passed": passed, "of": len(tests), "words": words})
    json.dump({"results": results}, sys.stdout)


main()
