"""Holds the libraries and the table, and forks a session for each request.

It never sees a session's code or answers, so no session can find those of another in its memory.
"""
import ctypes
import gc
import json
import os
import resource
import signal
import socket
import sys

PARENT, NEW_USER, NEW_PID, NEW_MOUNT = 0x8000, 0x10000000, 0x20000000, 0x00020000
CLONE = {"x86_64": 56, "aarch64": 220}
PR_SET_DUMPABLE, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 4, 24, 38
PR_SET_SECCOMP, SECCOMP_FILTER = 22, 2
CAPABILITY_VERSION_3 = 0x20080522
MS_NOSUID_NODEV = 0x6
HIGHEST_DESCRIPTOR = 4096
LARGE_PAGE, MADV_COLLAPSE = 2 << 20, 25
# Each open pipe takes kernel memory.
DESCRIPTORS, PENDING_SIGNALS = 256, 1000
# The C library has no wrapper for this call, and its number depends on the machine.
KEYCTL, JOIN_SESSION_KEYRING = {"x86_64": 250, "aarch64": 219}, 1

libc = ctypes.CDLL(None, use_errno=True)


def checked_call(result, action):
    if result != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{action}: {os.strerror(code)}")


class Program(ctypes.Structure):
    """A filter of system calls: steps of eight bytes each."""

    _fields_ = [("length", ctypes.c_uint16), ("steps", ctypes.c_void_p)]

    @classmethod
    def of(cls, code):
        program = cls()
        # Kept with the program, which only holds its address.
        program.memory = ctypes.create_string_buffer(code, len(code))
        program.length = len(code) // 8
        program.steps = ctypes.addressof(program.memory)
        return program


def serve(channel, settings):
    """Loads the table, reports it, then forks sessions until the channel is closed."""
    module = {"__name__": "facet_session"}
    # Nothing that the libraries load is garbage: looking for it takes a tenth of the time.
    gc.disable()
    try:
        program = Program.of(bytes(settings["calls"]))
        for name in ("values", "session"):
            exec(compile(settings["sources"][name], f"<{name}>", "exec"), module)
        table = module["table"](settings["path"], settings["reading"])
        rows, columns = table.shape
    except BaseException as error:
        answer = {"failed": f"{type(error).__name__}: {error}"}
        channel.sendall(json.dumps(answer).encode() + b"\n")
        return
    gc.collect()
    gc.freeze()
    gc.enable()
    use_large_pages()
    size, held = memory()
    answer = {"rows": rows, "columns": columns, "held": held}
    channel.sendall(json.dumps(answer).encode() + b"\n")
    fork = Fork(NEW_USER | NEW_PID | NEW_MOUNT if settings["isolated"] else 0)
    while True:
        _, descriptors, _, _ = socket.recv_fds(channel, 1, 5)
        if not descriptors:
            return
        process = fork()
        if process == 0:
            try:
                channel.close()
                start(descriptors, settings, size, program)
            except BaseException as error:
                write_all(descriptors[4], f"\n{error}")
                os._exit(70)
            try:
                module["work"](table, settings["path"], settings["limits"]["hooks"])
                os._exit(0)
            finally:
                os._exit(70)
        if process < 0:
            write_all(descriptors[4], os.strerror(ctypes.get_errno()))
        else:
            write_all(descriptors[4], str(process))
        for descriptor in descriptors:
            os.close(descriptor)


def use_large_pages():
    """Moves the libraries' and the table's memory into large pages where the system has them.

    Every fork copies an entry for each page, and the end of its process frees it: with small pages
    that takes longer than most pieces of code.
    """
    try:
        with open("/proc/self/maps") as file:
            maps = [line.split() for line in file]
    except OSError:
        return
    for bounds, rights, *_ in (line for line in maps if len(line) < 6 or line[5] == "[heap]"):
        start, end = (int(place, 16) for place in bounds.split("-"))
        start += -start % LARGE_PAGE
        end -= end % LARGE_PAGE
        if rights.startswith("rw") and start < end:
            # Refused by older systems, and if no large page is free: then small ones remain.
            libc.madvise(ctypes.c_void_p(start), ctypes.c_size_t(end - start), MADV_COLLAPSE)


def write_all(descriptor, text):
    try:
        os.write(descriptor, text.encode())
    except OSError:
        pass


class Fork:
    """Forks directly into new namespaces: a fork of a process this large takes milliseconds, and
    `os.fork` would need three forks.

    The new process is the first of its namespace, so its descendants end with it. It is a child of
    the supervisor, which receives its exit status.
    """

    def __init__(self, namespaces):
        # PyDLL keeps the interpreter's lock during the call, so the new process holds it too.
        library = ctypes.PyDLL(None, use_errno=True)
        number = ctypes.c_long(CLONE[os.uname().machine])
        flags = ctypes.c_ulong(namespaces | PARENT | signal.SIGCHLD)
        nothing = [ctypes.c_ulong(0)] * 4
        self.clone = lambda: library.syscall(number, flags, *nothing)
        self.python = ctypes.pythonapi
        self.python.PyOS_BeforeFork.restype = None
        self.python.PyOS_AfterFork_Child.restype = None
        self.python.PyOS_AfterFork_Parent.restype = None

    def __call__(self):
        """The new process's number, 0 in the new process, negative if the fork failed."""
        self.python.PyOS_BeforeFork()
        process = self.clone()
        if process == 0:
            self.python.PyOS_AfterFork_Child()
        else:
            self.python.PyOS_AfterFork_Parent()
        return process


def memory():
    """The bytes of address space, and of unshared memory."""
    with open("/proc/self/statm") as file:
        numbers = [int(word) * resource.getpagesize() for word in file.read().split()]
    return numbers[0], numbers[1] - numbers[2]


def start(descriptors, settings, size, program):
    """Turns the process into a session with restricted rights."""
    limits, isolated = settings["limits"], settings["isolated"]
    if isolated:
        map_user()
    write("/proc/self/oom_score_adj", "1000")
    if isolated:
        # A user namespace would give the code no rights outside it; this limit only keeps the code
        # away from rarely used parts of the kernel.
        write("/proc/sys/user/max_user_namespaces", "0")
        hide_the_rest(limits)
    else:
        os.setsid()
    limit(limits, size, isolated)
    if isolated:
        checked_call(libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0), "closing the process to tracing")
        filtered = libc.prctl(PR_SET_SECCOMP, SECCOMP_FILTER, ctypes.byref(program), 0, 0)
        checked_call(filtered, "filtering system calls")
    take_descriptors(descriptors[:4])


def write(path, text):
    """Writes a file if the system allows it."""
    try:
        with open(path, "w") as file:
            file.write(text)
    except OSError:
        pass


def map_user():
    # The maps were made before the fork: in its new namespace the process has no numbers yet.
    for name, text in (("setgroups", "deny"), ("uid_map", USER_MAP), ("gid_map", GROUP_MAP)):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)


USER_MAP, GROUP_MAP = f"{os.getuid()} {os.getuid()} 1", f"{os.getgid()} {os.getgid()} 1"


def hide_the_rest(limits):
    """Covers folders that sessions would share, and gives up every right to uncover them."""
    for folder, options in (
        ("/tmp", f"size={limits['scratch']},nr_inodes=10000,mode=700"),
        ("/dev/shm", "size=16m,nr_inodes=1000,mode=700"),
        ("/proc", "size=4k,nr_inodes=2,mode=555"),
    ):
        arguments = (b"tmpfs", folder.encode(), b"tmpfs", MS_NOSUID_NODEV, options.encode())
        checked_call(libc.mount(*arguments), f"mounting {folder}")
    if (number := KEYCTL.get(os.uname().machine)) is not None:
        # Hides the keys of the user's own session. A system without keyrings has none to hide.
        libc.syscall(number, JOIN_SESSION_KEYRING, 0, 0, 0, 0)
    for capability in range(64):
        if libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0:
            break
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    checked_call(libc.capset(header, (ctypes.c_uint32 * 6)()), "giving up capabilities")
    checked_call(libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "giving up privileges")
    os.chdir("/tmp")


def take_descriptors(descriptors):
    """Leaves an empty standard input, output, error, 3 for requests and 4 for answers."""
    commands, results, output, errors = descriptors
    null = os.open("/dev/null", os.O_RDONLY)
    # Moved to high numbers first, so that none is overwritten before it is copied.
    copies = [
        os.dup2(descriptor, 100 + place, inheritable=False)
        for place, descriptor in enumerate((null, output, errors, commands, results))
    ]
    for place, descriptor in enumerate(copies):
        os.dup2(descriptor, place, inheritable=place < 3)
    os.closerange(5, HIGHEST_DESCRIPTOR)
    sys.stdin = sys.__stdin__ = open(0, "r", encoding="utf-8", closefd=False)
    for name, number in (("stdout", 1), ("stderr", 2)):
        stream = open(
            number, "w", encoding="utf-8", errors="replace", closefd=False, buffering=1
        )
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
    os.register_at_fork(after_in_child=lambda: os.closerange(3, 5))


def limit(limits, size, is_isolated):
    if is_isolated:
        # Without its own namespace, the limit would count the user's other processes.
        resource.setrlimit(resource.RLIMIT_NPROC, (limits["processes"],) * 2)
    resource.setrlimit(resource.RLIMIT_AS, (size + limits["memory"],) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (limits["cpu"],) * 2)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits["file"],) * 2)
    resource.setrlimit(resource.RLIMIT_NOFILE, (DESCRIPTORS,) * 2)
    resource.setrlimit(resource.RLIMIT_SIGPENDING, (PENDING_SIGNALS,) * 2)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
