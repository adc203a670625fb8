"""Holds the libraries and the table, and forks a session for each request.

It never sees what a session is given or answers, so that no session can find it in its memory.
"""
import ctypes
import gc
import json
import os
import resource
import signal
import socket
import sys

NEW_USER, NEW_PID, NEW_MOUNT = 0x10000000, 0x20000000, 0x00020000
NEW_IPC, NEW_NET = 0x08000000, 0x40000000
PR_SET_DUMPABLE, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 4, 24, 38
CAPABILITY_VERSION_3 = 0x20080522
MS_NOSUID_NODEV = 0x6
HIGHEST_DESCRIPTOR = 4096
# The C library has no name for it, and each machine another number.
KEYCTL, JOIN_SESSION_KEYRING = {"x86_64": 250, "aarch64": 219}, 1

# Of each machine: its name for the filter, and the calls that take memory which no limit counts:
# memfd_create, memfd_secret, shmget.
UNCOUNTED = {
    "x86_64": (0xC000003E, (319, 447, 29)), "aarch64": (0xC00000B7, (279, 447, 194)),
}
PR_SET_SECCOMP, SECCOMP_FILTER = 22, 2

libc = ctypes.CDLL(None, use_errno=True)


def checked(result, action):
    if result != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{action}: {os.strerror(code)}")


def serve(channel, settings):
    """Loads, says so, then forks until the other end of the channel is closed."""
    module = {"__name__": "facet_session"}
    try:
        exec(compile(settings["sources"]["session"], "<session>", "exec"), module)
        table = module["table"](settings["path"], settings["reading"])
        rows, columns = table.shape
    except BaseException as error:
        answer = {"failed": f"{type(error).__name__}: {error}"}
        channel.sendall(json.dumps(answer).encode() + b"\n")
        return
    gc.collect()
    gc.freeze()
    size, held = memory()
    answer = {"rows": rows, "columns": columns, "held": held}
    channel.sendall(json.dumps(answer).encode() + b"\n")
    while True:
        _, descriptors, _, _ = socket.recv_fds(channel, 1, 5)
        if not descriptors:
            return
        helper = os.fork()
        if helper == 0:
            try:
                start(descriptors, settings, size, lambda: module["work"](table, settings["path"]))
            finally:
                os._exit(70)
        for descriptor in descriptors:
            os.close(descriptor)
        os.waitpid(helper, 0)


def memory():
    """The bytes of address space, and of memory that is nobody else's."""
    with open("/proc/self/statm") as file:
        numbers = [int(word) * resource.getpagesize() for word in file.read().split()]
    return numbers[0], numbers[1] - numbers[2]


def start(descriptors, settings, size, work):
    """Reports the number of the session's first process, or why there is none; never returns."""
    report = descriptors[4]
    try:
        if settings["isolated"]:
            enter_namespaces()
        first = os.fork()
    except Exception as error:
        os.write(report, str(error).encode())
        os._exit(70)
    if first:
        os.write(report, str(first).encode())
        os._exit(0)
    # This is the first process of the session's own namespace: when it ends, everything that the
    # session started ends with it. Code runs in a child, which a signal of its own can end.
    limits = settings["limits"]
    write("/proc/self/oom_score_adj", "1000")
    if settings["isolated"]:
        # A namespace of its own would give the code no right over what is outside: this only
        # keeps it from the kernel's less travelled roads.
        write("/proc/sys/user/max_user_namespaces", "0")
        hide_the_rest(limits)
    else:
        os.setsid()
    worker = os.fork()
    if worker == 0:
        take_descriptors(descriptors[:4])
        limit(limits, size, settings["isolated"])
        work()
        os._exit(0)
    os.closerange(0, HIGHEST_DESCRIPTOR)
    while True:
        process, status = os.wait()
        if process == worker:
            code = os.waitstatus_to_exitcode(status)
            os._exit(code if code >= 0 else 128 - code)


def write(path, text):
    """Writes where the system allows it."""
    try:
        with open(path, "w") as file:
            file.write(text)
    except OSError:
        pass


def enter_namespaces():
    user, group = os.getuid(), os.getgid()
    flags = NEW_USER | NEW_PID | NEW_MOUNT | NEW_IPC | NEW_NET
    checked(libc.unshare(flags), "making the session's namespaces")
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{user} {user} 1"),
        ("gid_map", f"{group} {group} 1"),
    ):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)


def hide_the_rest(limits):
    """Covers what sessions would share, and gives up every right to uncover it."""
    for folder, options in (
        ("/tmp", f"size={limits['scratch']},nr_inodes=10000,mode=700"),
        ("/dev/shm", "size=16m,nr_inodes=1000,mode=700"),
        ("/proc", "size=4k,nr_inodes=2,mode=555"),
    ):
        arguments = (b"tmpfs", folder.encode(), b"tmpfs", MS_NOSUID_NODEV, options.encode())
        checked(libc.mount(*arguments), f"mounting {folder}")
    if (number := KEYCTL.get(os.uname().machine)) is not None:
        # Keys that the user's own session holds are none of the code's business. A system without
        # keyrings has none to hide.
        libc.syscall(number, JOIN_SESSION_KEYRING, 0, 0, 0, 0)
    for capability in range(64):
        if libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0:
            break
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    checked(libc.capset(header, (ctypes.c_uint32 * 6)()), "giving up capabilities")
    checked(libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "giving up privileges")
    refuse_uncounted_memory()
    # No process of the session may trace its first one.
    checked(libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0), "closing the process to tracing")
    os.chdir("/tmp")


def refuse_uncounted_memory():
    if (known := UNCOUNTED.get(os.uname().machine)) is None:
        return
    machine, calls = known
    load, equal, at_least, give = 0x20, 0x15, 0x35, 0x06
    refused = len(calls) + 2
    steps = [(load, 0, 0, 4), (equal, 0, refused + 1, machine), (load, 0, 0, 0),
             (at_least, refused - 1, 0, 0x40000000)]
    steps += [(equal, len(calls) - place, 0, call) for place, call in enumerate(calls)]
    steps += [(give, 0, 0, 0x7FFF0000), (give, 0, 0, 0x00050001)]

    class Step(ctypes.Structure):
        _fields_ = [("code", ctypes.c_uint16), ("yes", ctypes.c_uint8), ("no", ctypes.c_uint8),
                    ("value", ctypes.c_uint32)]

    class Program(ctypes.Structure):
        _fields_ = [("length", ctypes.c_uint16), ("steps", ctypes.POINTER(Step))]

    program = Program(len(steps), (Step * len(steps))(*(Step(*step) for step in steps)))
    result = libc.prctl(PR_SET_SECCOMP, SECCOMP_FILTER, ctypes.byref(program), 0, 0)
    checked(result, "filtering system calls")


def take_descriptors(descriptors):
    """Leaves standard input empty, output and error, 3 for requests, 4 for answers."""
    commands, results, output, errors = descriptors
    null = os.open("/dev/null", os.O_RDONLY)
    # Copied out of the way first, so that none is overwritten before its turn.
    copies = [
        os.dup2(descriptor, 1000 + place, inheritable=False)
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
        # Outside a namespace of its own, the limit would count the user's other processes.
        resource.setrlimit(resource.RLIMIT_NPROC, (limits["processes"],) * 2)
    resource.setrlimit(resource.RLIMIT_AS, (size + limits["memory"],) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (limits["cpu"],) * 2)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits["file"],) * 2)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
