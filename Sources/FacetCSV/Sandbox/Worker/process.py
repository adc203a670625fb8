"""A session's processes as the supervisor sees them. `records.py` runs before it."""
import os
import secrets
import signal
import socket
import time

CHUNK = 64 << 10
# The most bytes read from a pipe in one go, so that a session that never stops printing cannot
# starve the others.
MAXIMUM_DRAIN = 4 << 20


class SessionError(OSError):
    """Why a session failed to start, and the process started for it."""

    def __init__(self, pid, reason):
        super().__init__(reason)
        self.pid = pid


class Session:
    """The processes of a session, with their own copy of the table."""

    def __init__(self, forker, limits):
        self.output, self.errors = Output(2 * limits["output"]), Output(2 * limits["output"])
        self.records = Records(limits["hooks"])
        self.execution = None
        # Whether its process was waited for, after which its number may be reused.
        self.reaped = False
        # The unsent rest of its code, and the time of the last check of its memory.
        self.pending, self.looked = bytearray(), 0.0
        # The bytes that it holds while idle, and whether it is stopped meanwhile.
        self.kept, self.is_resting = 0, False
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
        number, _, problem = text.partition("\n")
        self.pid = int(number) if number.isdigit() else None
        if self.pid is None or problem:
            self.close()
            raise SessionError(
                self.pid, problem or text or "the process that forks sessions ended")

    def begin(self, execution, code):
        """Starts a piece of code, and sends as much of it as the pipe accepts now."""
        for descriptor in self.readers:
            self.drain(descriptor)
        self.output.clear()
        self.errors.clear()
        secret = secrets.token_hex(16)
        self.records.clear(secret.encode())
        self.execution = execution
        self.began = time.monotonic()
        if self.is_resting:
            self.signal(self.pid, signal.SIGCONT)
            self.is_resting = False
        self.pending = bytearray(json.dumps({"code": code, "secret": secret}).encode() + b"\n")
        self.flush()

    def flush(self):
        try:
            while self.pending:
                del self.pending[: os.write(self.commands, self.pending)]
        except BlockingIOError:
            pass
        except OSError:
            # The session ended, which its other pipes report.
            self.pending.clear()

    def drain(self, descriptor, maximum=MAXIMUM_DRAIN):
        """Reads the available data; returns whether the other end is still open."""
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
        """Ends processes that the code left running, and stops its threads until the next piece."""
        self.signal(self.pid, signal.SIGSTOP)
        self.is_resting = True
        for process in self.processes()[1:]:
            self.signal(process, signal.SIGKILL)

    def processes(self):
        """The session's processes: first the one that runs the code, then children after parents."""
        found = [self.pid]
        for process in found:
            try:
                for task in os.listdir(f"/proc/{process}/task"):
                    with open(f"/proc/{process}/task/{task}/children") as file:
                        found += [int(word) for word in file.read().split()]
            except OSError:
                # The process ended meanwhile.
                continue
        return found

    def processor_time(self):
        """The processor time, in seconds, of the session's processes and their ended children."""
        ticks = 0
        for process in self.processes():
            try:
                with open(f"/proc/{process}/stat") as file:
                    # The name in brackets may hold spaces; the fields after it do not.
                    ticks += sum(int(word) for word in file.read().rpartition(")")[2].split()[11:15])
            except OSError:
                continue
        return ticks / os.sysconf("SC_CLK_TCK")

    def memory(self, held):
        """The bytes that the session's processes hold beyond their initial memory."""
        total = 0
        for process in self.processes():
            try:
                with open(f"/proc/{process}/status") as file:
                    kibibytes = sum(
                        int(line.split()[1])
                        for line in file if line.startswith(("RssAnon:", "RssShmem:", "VmPTE:"))
                    )
            except OSError:
                continue
            total += max(0, 1024 * kibibytes - held)
        return total
