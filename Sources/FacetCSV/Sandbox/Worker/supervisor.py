"""Runs code in sessions: sends it to them, collects their answers, and enforces time limits.

Communicates with Facet over one socket, its standard input and output. A request is a line of
JSON. An answer is a line of JSON with the lengths of the bytes that follow it. Only this process
holds the socket: code in a session can reach neither it nor another session.
`records.py` and `process.py` come with the settings.
"""
import json
import os
import resource
import selectors
import signal
import socket
import time

MAXIMUM_DESCRIPTORS = 4096


class Supervisor:
    def __init__(self, settings):
        self.limits = settings["limits"]
        self.isolated = settings["isolated"]
        self.selector = selectors.DefaultSelector()
        self.sessions, self.running, self.waiting = {}, {}, []
        # Sessions ended while idle, whose next piece of code gets that as an error.
        self.evicted = set()
        # Killed processes, and the exit statuses of the processes that ended by themselves.
        self.dying, self.ended = set(), {}
        self.received = bytearray()
        self.is_open = True
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        # Each session takes four descriptors.
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
            report = json.loads(stream.readline() or b'{"failed": "Python ended while loading"}')
        self.held = report.pop("held", 0)
        if "failed" not in report:
            try:
                # Reports a failure now rather than with the first piece of code.
                self.discard(self.begun())
            except OSError as error:
                report = {"failed": f"cannot start a session: {error}"}
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
                    # No session can be forked any more; Facet restarts the sandbox.
                    self.is_open = False
                elif self.sessions.get(key.data[0]) is not key.data[1]:
                    # An earlier event of this round ended the session.
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
        left = 0.1 if self.limits["processor"] else until - time.monotonic()
        return max(0.0, min(left, 0.1))

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
        """Discards waiting requests, and reports the running code and its remaining time."""
        waiting, self.waiting = self.waiting, []
        for request in waiting:
            self.report(request["execution"], "given_up")
        left = [self.limits["seconds"] - self.used(each) for each in self.running.values()]
        self.answer({"running": {"count": len(left), "seconds": max([0, *left])}})

    def used(self, session):
        """The seconds of its time limit that a running piece has used."""
        if self.limits["processor"]:
            return session.processor_time()
        return time.monotonic() - session.began

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
                reason = "other sessions needed its memory"
                self.report(execution, "crashed", reason)
                continue
            try:
                session = self.sessions.get(name) or self.open(name)
            except OSError as error:
                reason = f"cannot start a session: {error}"
                self.report(execution, "unavailable", reason)
                continue
            self.running[name] = session
            session.begin(execution, request["code"])
            if session.pending:
                self.selector.register(session.commands, selectors.EVENT_WRITE, (name, session))

    def begun(self):
        try:
            return Session(self.forker, self.limits)
        except SessionError as error:
            if error.pid is not None:
                self.dying.add(error.pid)
            raise

    def open(self, name):
        session = self.sessions[name] = self.begun()
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
            self.finish(name, "crashed", "it recorded more than 8 MiB of hooks and answers")
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
        self.report(execution, outcome, reason, session, seconds)
        session.records.clear(None)
        if outcome != "done":
            self.remove(name)
            return
        if self.isolated:
            session.rest()
        session.kept = session.memory(self.held)
        self.ease()

    def ease(self):
        """Ends the largest idle sessions if all of them together exceed their memory limit."""
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

    def report(self, execution, outcome, reason=None, session=None, seconds=0):
        """Sends the result of a piece of code; without a session, nothing ran."""
        header = {
            "execution": execution, "outcome": outcome, "reason": reason, "seconds": seconds,
            "totals": [0, 0],
        }
        parts = [b""] * 5
        if session is not None:
            output, errors, records = session.output, session.errors, session.records
            header["totals"] = [output.total, errors.total]
            header["left_out"], header["unreadable"] = records.left_out, records.unreadable
            parts = [records.bytes, *output.parts, *errors.parts]
        self.answer(header, *parts)

    def end_of(self, session):
        """The way in which a session that closed its channel ended."""
        for _ in range(200):
            self.reap()
            if session.pid in self.ended:
                session.reaped = True
                code = os.waitstatus_to_exitcode(self.ended.pop(session.pid))
                number = -code if code < 0 else code - 128
                if number in set(signal.Signals):
                    return f"it was ended by {signal.Signals(number).name}"
                return f"it exited with status {code}"
            time.sleep(0.001)
        return "it closed its channel"

    def check_limits(self):
        now = time.monotonic()
        for name, session in list(self.running.items()):
            ran = now - session.began
            if ran >= self.limits["seconds"] and self.is_over(session, ran):
                session.kill(self.isolated)
                self.finish(name, "timeout", None)
            elif ran > 0.2 and now - session.looked > 0.1:
                session.looked = now
                if session.memory(self.held) > self.limits["memory"]:
                    session.kill(self.isolated)
                    self.finish(name, "crashed", "it exceeded its memory limit")

    def is_over(self, session, ran):
        """Whether a piece that has run for the time limit must end."""
        limit = self.limits["seconds"]
        return ran >= 20 * limit or self.used(session) >= limit

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
    received = bytearray()
    while not received.endswith(b"\n"):
        part = os.read(0, 1 << 16)
        if not part:
            return
        received += part
    settings = json.loads(received)
    for name in ("records", "process"):
        exec(compile(settings["sources"][name], f"<{name}>", "exec"), globals())
    Supervisor(settings).run()


main()
