"""Runs code in sessions: passes it to them, collects what they answer, ends what takes too long.

Speaks with Facet over one socket, standard input and output. A request is a line of JSON. An
answer is a line of JSON that ends with the lengths of the bytes that follow it. Only this process
holds the socket: code that runs in a session has no way to it, nor to another session.
"""
import ctypes
import json
import os
import resource
import secrets
import selectors
import signal
import socket
import time

PR_SET_CHILD_SUBREAPER = 36
# What one execution may say about its hooks and answers.
MAXIMUM_RECORDS = 8 << 20
CHUNK = 64 << 10
MAXIMUM_DESCRIPTORS = 4096
# How much is read of a pipe in one go: a session that never stops printing waits its turn.
MAXIMUM_DRAIN = 4 << 20


class Output:
    """The beginning and the end of what a session printed, and how much it was."""

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
    """The lines of a session's answer channel that bear the execution's secret."""

    def __init__(self):
        self.clear(None)

    def clear(self, secret):
        self.secret = secret
        self.bytes, self.line, self.is_done = bytearray(), bytearray(), False

    def append(self, data):
        if self.secret is None or self.is_done:
            return
        self.line += data
        while (end := self.line.find(b"\n")) >= 0:
            line = bytes(self.line[:end])
            del self.line[: end + 1]
            if line.startswith(self.secret):
                line = line[len(self.secret) :]
                self.bytes += line + b"\n"
                self.is_done = self.is_done or line.startswith(b'{"done"')

    @property
    def is_too_long(self):
        return len(self.bytes) + len(self.line) > MAXIMUM_RECORDS


class Session:
    """Processes of their own, with a copy of the table that nobody else sees."""

    def __init__(self, forker, limits):
        self.output, self.errors = Output(2 * limits["output"]), Output(2 * limits["output"])
        self.records = Records()
        self.execution = None
        # Whether its process was waited for: the number may be another's by now.
        self.reaped = False
        # The process that runs the code, once it is known.
        self.worker = None
        # What it has not taken yet of its code, and when its memory was last looked at.
        self.pending, self.looked = bytearray(), 0.0
        # What it holds while it waits for the next piece.
        self.kept = 0
        pipes = [os.pipe2(os.O_CLOEXEC) for _ in range(5)]
        self.commands = pipes[0][1]
        self.readers = {
            pipes[1][0]: self.records, pipes[2][0]: self.output, pipes[3][0]: self.errors,
        }
        theirs = [pipes[0][0], pipes[1][1], pipes[2][1], pipes[3][1], pipes[4][1]]
        try:
            socket.send_fds(forker, [b"s"], theirs)
        finally:
            for descriptor in theirs:
                os.close(descriptor)
        with os.fdopen(pipes[4][0], "rb") as report:
            text = report.read().decode()
        for descriptor in (self.commands, *self.readers):
            os.set_blocking(descriptor, False)
        self.pid = int(text) if text.isdigit() else None
        if self.pid is None:
            self.close()
            raise OSError(text or "the process that forks sessions has ended")

    def begin(self, execution, code):
        """Passes code on, as much as the session takes now."""
        for descriptor in self.readers:
            self.drain(descriptor)
        self.output.clear()
        self.errors.clear()
        secret = secrets.token_hex(16)
        self.records.clear(secret.encode())
        self.execution = execution
        self.began = time.monotonic()
        if self.worker is not None:
            self.signal(self.worker, signal.SIGCONT)
        self.pending = bytearray(json.dumps({"code": code, "secret": secret}).encode() + b"\n")
        self.flush()

    def flush(self):
        try:
            while self.pending:
                del self.pending[: os.write(self.commands, self.pending)]
        except BlockingIOError:
            pass
        except OSError:
            # It has ended, which its other pipes tell.
            self.pending.clear()

    def drain(self, descriptor, maximum=MAXIMUM_DRAIN):
        """Reads what is there; whether the other end is still open."""
        sink = self.readers[descriptor]
        while maximum > 0:
            try:
                data = os.read(descriptor, CHUNK)
            except BlockingIOError:
                return True
            if not data:
                return False
            sink.append(data)
            maximum -= len(data)
        return True

    def kill(self, is_isolated):
        try:
            if not is_isolated:
                os.killpg(self.pid, signal.SIGKILL)
            os.kill(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass

    def close(self):
        for descriptor in (self.commands, *self.readers):
            os.close(descriptor)

    def signal(self, process, number):
        try:
            os.kill(process, number)
        except ProcessLookupError:
            pass

    def rest(self):
        """Ends what the code left running, and holds its threads until the next piece."""
        processes = self.processes()
        if self.worker is None and len(processes) > 1:
            # The eldest child: what else is there was started by the code.
            self.worker = processes[1]
        for process in processes[1:]:
            if process != self.worker:
                self.signal(process, signal.SIGKILL)
        if self.worker is not None:
            self.signal(self.worker, signal.SIGSTOP)

    def processes(self):
        """The session's processes, its first one first, children after their parents."""
        found = [self.pid]
        for process in found:
            try:
                for task in os.listdir(f"/proc/{process}/task"):
                    with open(f"/proc/{process}/task/{task}/children") as file:
                        found += [int(word) for word in file.read().split()]
            except OSError:
                # It has ended meanwhile.
                continue
        return found

    def memory(self, held):
        """Bytes that the session's processes hold beyond what each began with."""
        total = 0
        for process in self.processes():
            try:
                with open(f"/proc/{process}/status") as file:
                    kibibytes = sum(
                        int(line.split()[1])
                        for line in file if line.startswith(("RssAnon:", "RssShmem:"))
                    )
            except OSError:
                continue
            total += max(0, 1024 * kibibytes - held)
        return total


class Supervisor:
    def __init__(self, settings):
        self.limits = settings["limits"]
        self.isolated = settings["isolated"]
        self.selector = selectors.DefaultSelector()
        self.sessions, self.running, self.waiting = {}, {}, []
        # Sessions that were ended while they waited, and do not know it yet.
        self.evicted = set()
        # Processes that were told to end, and how those ended that ended by themselves.
        self.dying, self.ended = set(), {}
        self.received = bytearray()
        self.is_open = True
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        # Each session takes four.
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        most = MAXIMUM_DESCRIPTORS if most < 0 else min(most, MAXIMUM_DESCRIPTORS)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
        self.forker, theirs = socket.socketpair()
        if os.fork() == 0:
            self.forker.close()
            null = os.open("/dev/null", os.O_RDWR)
            os.dup2(null, 0)
            os.dup2(null, 1)
            module = {"__name__": "facet_forker"}
            exec(compile(settings["sources"]["forker"], "<forker>", "exec"), module)
            module["serve"](theirs, settings)
            os._exit(0)
        theirs.close()
        with self.forker.makefile("rb") as stream:
            report = json.loads(stream.readline() or b'{"failed": "Python ended while it loaded"}')
        self.held = report.pop("held", 0)
        if "failed" not in report:
            try:
                # Told now rather than with the first piece of code.
                self.discard(Session(self.forker, self.limits))
            except OSError as error:
                report = {"failed": f"no session can be started: {error}"}
        self.answer(report if "failed" in report else {"ready": report})
        self.is_open = "failed" not in report

    def answer(self, header, *parts):
        header["lengths"] = [len(part) for part in parts]
        view = memoryview(json.dumps(header).encode() + b"\n" + b"".join(parts))
        while view:
            view = view[os.write(1, view) :]

    def run(self):
        for source in (0, self.forker):
            self.selector.register(source, selectors.EVENT_READ, None)
        while self.is_open:
            self.start_waiting()
            for key, _ in self.selector.select(self.pause):
                if key.fd == 0:
                    self.take_requests()
                elif key.data is None:
                    # Nothing can be forked any more; Facet starts anew.
                    self.is_open = False
                elif self.sessions.get(key.data[0]) is not key.data[1]:
                    # An event before it, in this round, was the session's end.
                    continue
                elif key.fd == key.data[1].commands:
                    self.give_code(key.data[1])
                else:
                    self.take_output(*key.data, key.fd)
            self.check_limits()
            self.reap()
        for session in self.sessions.values():
            session.kill(self.isolated)

    @property
    def pause(self):
        if not self.running:
            return 0.05 if self.dying else None
        until = min(each.began for each in self.running.values()) + self.limits["seconds"]
        return max(0.0, min(until - time.monotonic(), 0.1))

    def take_requests(self):
        data = os.read(0, CHUNK)
        self.is_open = bool(data)
        self.received += data
        while (end := self.received.find(b"\n")) >= 0:
            request = json.loads(self.received[:end])
            del self.received[: end + 1]
            if "code" in request:
                self.waiting.append(request)
            elif "wind_down" in request:
                self.wind_down()
            else:
                self.end(request["session"])

    def wind_down(self):
        """Gives up what waits for its turn, and says what runs and how long it may."""
        waiting, self.waiting = self.waiting, []
        for request in waiting:
            self.report(request["execution"], "given_up", None, 0, b"", Output(0), Output(0))
        now = time.monotonic()
        left = [self.limits["seconds"] - (now - each.began) for each in self.running.values()]
        self.answer({"running": {"count": len(left), "seconds": max([0, *left])}})

    def end(self, name):
        self.waiting = [each for each in self.waiting if each["session"] != name]
        self.running.pop(name, None)
        self.evicted.discard(name)
        if name in self.sessions:
            self.remove(name)

    def remove(self, name):
        session = self.sessions.pop(name)
        for descriptor in (session.commands, *session.readers):
            if descriptor in self.selector.get_map():
                self.selector.unregister(descriptor)
        self.discard(session)

    def discard(self, session):
        if not session.reaped:
            session.kill(self.isolated)
            if self.ended.pop(session.pid, None) is None:
                self.dying.add(session.pid)
        session.close()

    def start_waiting(self):
        for request in list(self.waiting):
            name, execution = request["session"], request["execution"]
            if len(self.running) >= self.limits["workers"]:
                return
            if name in self.running:
                continue
            self.waiting.remove(request)
            if name in self.evicted:
                self.evicted.discard(name)
                reason = "the memory that it held was needed by others"
                self.report(execution, "crashed", reason, 0, b"", Output(0), Output(0))
                continue
            try:
                session = self.sessions.get(name) or self.open(name)
            except OSError as error:
                reason = f"no session could be started: {error}"
                self.report(execution, "unavailable", reason, 0, b"", Output(0), Output(0))
                continue
            self.running[name] = session
            session.begin(execution, request["code"])
            if session.pending:
                self.selector.register(session.commands, selectors.EVENT_WRITE, (name, session))

    def open(self, name):
        session = self.sessions[name] = Session(self.forker, self.limits)
        for descriptor in session.readers:
            self.selector.register(descriptor, selectors.EVENT_READ, (name, session))
        return session

    def give_code(self, session):
        session.flush()
        if not session.pending:
            self.selector.unregister(session.commands)

    def take_output(self, name, session, descriptor):
        is_open = session.drain(descriptor, CHUNK)
        if not is_open:
            self.selector.unregister(descriptor)
        if session.readers[descriptor] is not session.records:
            return
        if session.execution is None:
            if not is_open:
                self.remove(name)
        elif session.records.is_too_long:
            self.finish(name, "crashed", "more than 8 MiB of hooks and answers")
        elif session.records.is_done:
            self.finish(name, "done", None)
        elif not is_open:
            self.finish(name, "crashed", self.end_of(session))

    def finish(self, name, outcome, reason):
        session = self.running.pop(name)
        seconds = time.monotonic() - session.began
        for descriptor in session.readers:
            session.drain(descriptor)
        execution, session.execution = session.execution, None
        self.report(
            execution, outcome, reason, seconds, session.records.bytes, session.output,
            session.errors,
        )
        session.records.clear(None)
        if outcome != "done":
            self.remove(name)
            return
        if self.isolated:
            session.rest()
        session.kept = session.memory(self.held)
        self.ease()

    def ease(self):
        """Ends those that hold most while they wait, where all hold more than they may together."""
        idle = {
            name: each for name, each in self.sessions.items() if name not in self.running
        }
        total = sum(each.kept for each in idle.values())
        queued = {each["session"] for each in self.waiting}
        while total > self.limits["together"] and len(idle) > 1:
            name = max(idle, key=lambda each: (each not in queued, idle[each].kept))
            total -= idle.pop(name).kept
            self.remove(name)
            self.evicted.add(name)

    def report(self, execution, outcome, reason, seconds, records, output, errors):
        header = {
            "execution": execution, "outcome": outcome, "reason": reason, "seconds": seconds,
            "totals": [output.total, errors.total],
        }
        self.answer(header, bytes(records), *output.parts, *errors.parts)

    def end_of(self, session):
        """How a session ended that has closed its channel."""
        for _ in range(200):
            self.reap()
            if session.pid in self.ended:
                session.reaped = True
                code = os.waitstatus_to_exitcode(self.ended.pop(session.pid))
                number = -code if code < 0 else code - 128
                if number in set(signal.Signals):
                    return f"ended by {signal.Signals(number).name}"
                return f"ended with status {code}"
            time.sleep(0.001)
        return "closed its channel"

    def check_limits(self):
        now = time.monotonic()
        for name, session in list(self.running.items()):
            ran = now - session.began
            if ran >= self.limits["seconds"]:
                session.kill(self.isolated)
                self.finish(name, "timeout", None)
            elif ran > 0.2 and now - session.looked > 0.1:
                session.looked = now
                if session.memory(self.held) > self.limits["memory"]:
                    session.kill(self.isolated)
                    self.finish(name, "crashed", "ended for taking more memory than it may")

    def reap(self):
        while True:
            try:
                process, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if not process:
                return
            if process in self.dying:
                self.dying.discard(process)
            else:
                self.ended[process] = status


def main():
    settings = bytearray()
    while not settings.endswith(b"\n"):
        part = os.read(0, CHUNK)
        if not part:
            return
        settings += part
    Supervisor(json.loads(settings)).run()


main()
