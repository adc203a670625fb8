"""The system calls available to a session: those that Python, pandas and SciPy need, and no others.

Each entry is a name with its numbers on x86-64 and AArch64; `-` marks a call that a machine lacks.
Other calls could reach memory that no limit counts (semaphores, message queues, sockets, memory
without a file), other processes, the network, or rarely used code of the kernel.
"""
import ctypes
import os

ALLOWED = """
read 0 63, write 1 64, close 3 57, lseek 8 62, pread64 17 67, pwrite64 18 68, readv 19 65,
writev 20 66, preadv 295 69, pwritev 296 70, dup 32 23, dup2 33 -, dup3 292 24, pipe 22 -,
pipe2 293 59, sendfile 40 71, copy_file_range 326 285, close_range 436 436, flock 73 32,
open 2 -, creat 85 -, openat 257 56, stat 4 -, fstat 5 80, lstat 6 -, newfstatat 262 79,
statx 332 291, statfs 137 43, fstatfs 138 44, access 21 -, faccessat 269 48, faccessat2 439 439,
getdents 78 -, getdents64 217 61, getcwd 79 17, chdir 80 49, fchdir 81 50, umask 95 166,
rename 82 -, renameat 264 38, renameat2 316 276, mkdir 83 -, mkdirat 258 34, rmdir 84 -,
link 86 -, linkat 265 37, unlink 87 -, unlinkat 263 35, symlink 88 -, symlinkat 266 36,
readlink 89 -, readlinkat 267 78, chmod 90 -, fchmod 91 52, fchmodat 268 53, utime 132 -,
utimes 235 -, futimesat 261 -, utimensat 280 88, truncate 76 45, ftruncate 77 46,
fallocate 285 47, fadvise64 221 223, fsync 74 82, fdatasync 75 83, getxattr 191 8,
lgetxattr 192 9, fgetxattr 193 10, listxattr 194 11, llistxattr 195 12, flistxattr 196 13,
munmap 11 215, mprotect 10 226, mremap 25 216, madvise 28 233, msync 26 227, brk 12 214,
rt_sigaction 13 134, rt_sigprocmask 14 135, rt_sigreturn 15 139, rt_sigpending 127 136,
rt_sigtimedwait 128 137, rt_sigsuspend 130 133, sigaltstack 131 132, kill 62 129, tkill 200 130,
tgkill 234 131, pause 34 -, alarm 37 -, getitimer 36 102, setitimer 38 103,
restart_syscall 219 128, poll 7 -, ppoll 271 73, select 23 -, pselect6 270 72, futex 202 98,
set_robust_list 273 99, get_robust_list 274 100, set_tid_address 218 96, rseq 334 293,
membarrier 324 283, sched_yield 24 124, sched_getaffinity 204 123, sched_getparam 143 121,
sched_getscheduler 145 120, sched_get_priority_max 146 125, sched_get_priority_min 147 126,
getpriority 140 141, getcpu 309 168, nanosleep 35 101, clock_nanosleep 230 115,
clock_gettime 228 113, clock_getres 229 114, gettimeofday 96 169, time 201 -, times 100 153,
fork 57 -, vfork 58 -, execve 59 221, exit 60 93, exit_group 231 94, wait4 61 260, waitid 247 95,
getpid 39 172, gettid 186 178, getppid 110 173, getpgrp 111 -, getpgid 121 155, setpgid 109 154,
getsid 124 156, setsid 112 157, getuid 102 174, geteuid 107 175, getgid 104 176, getegid 108 177,
getgroups 115 158, getresuid 118 148, getresgid 120 150, uname 63 160, sysinfo 99 179,
getrusage 98 165, getrlimit 97 163, setrlimit 160 164, prlimit64 302 261, getrandom 318 278,
arch_prctl 158 -
"""

# Calls restricted by an argument: the position of the argument, then its allowed values.
BY_VALUE = """
ioctl 16 29: 1 0x5401 0x5402 0x5413 0x541B 0x5421 0x5450 0x5451,
fcntl 72 25: 1 0 1 2 3 4 1030 1032,
prctl 157 167: 0 15 16
"""

# Restrictions by bits: not all of the first, and none of the others, may be set.
SHARED_AND_NAMELESS, HUGE_PAGES = 0x21, 0x40000
NAMESPACES = 0x7E020000

MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
# From this number on, calls have the same number on all machines, and the C library has a fallback
# if the kernel seems too old for one.
FIRST_COMMON = 424
FOREIGN = 0x40000000

LOAD, EQUAL, AT_LEAST, SOME_BIT, AND, GIVE = 0x20, 0x15, 0x35, 0x45, 0x54, 0x06
ALLOW, NOT_PERMITTED, NOT_KNOWN = 0x7FFF0000, 0x00050001, 0x00050026
NUMBER_AT, MACHINE_AT, FIRST_ARGUMENT_AT = 0, 4, 16
PR_SET_SECCOMP, SECCOMP_FILTER = 22, 2


class UnknownMachine(Exception):
    pass


def machine():
    name = os.uname().machine
    if name not in MACHINES:
        known = " and ".join(MACHINES)
        raise UnknownMachine(f"the sandbox supports {known}, not {name}")
    return MACHINES[name]


def listed(text):
    return [entry.split() for entry in text.replace("\n", " ").split(",")]


def filter_steps(column, architecture):
    """The filter: steps of the kernel's packet-filter machine."""

    def argument(place):
        return (LOAD, 0, 0, FIRST_ARGUMENT_AT + 8 * place)

    def guarded(call, checks):
        """`checks` for one call, which end in a decision; other calls skip them."""
        return [(EQUAL, 0, len(checks), call), *checks]

    steps = [
        (LOAD, 0, 0, MACHINE_AT), (EQUAL, 1, 0, architecture), (GIVE, 0, 0, NOT_PERMITTED),
        (LOAD, 0, 0, NUMBER_AT), (AT_LEAST, 0, 1, FOREIGN), (GIVE, 0, 0, NOT_PERMITTED),
    ]
    for _, *numbers in listed(ALLOWED):
        if (call := numbers[column]) != "-":
            steps += guarded(int(call), [(GIVE, 0, 0, ALLOW)])
    for _, *rest in listed(BY_VALUE.replace(":", "")):
        call, place, values = int(rest[column]), int(rest[2]), rest[3:]
        checks = [argument(place)]
        for value in values:
            checks += [(EQUAL, 0, 1, int(value, 0)), (GIVE, 0, 0, ALLOW)]
        steps += guarded(call, [*checks, (GIVE, 0, 0, NOT_PERMITTED)])
    # Memory shared between processes without a file can outlive them, and no limit counts it.
    steps += guarded((9, 222)[column], [
        argument(3), (SOME_BIT, 3, 0, HUGE_PAGES), (AND, 0, 0, SHARED_AND_NAMELESS),
        (EQUAL, 1, 0, SHARED_AND_NAMELESS), (GIVE, 0, 0, ALLOW), (GIVE, 0, 0, NOT_PERMITTED),
    ])
    steps += guarded((56, 220)[column], [
        argument(0), (SOME_BIT, 1, 0, NAMESPACES), (GIVE, 0, 0, ALLOW),
        (GIVE, 0, 0, NOT_PERMITTED),
    ])
    steps += [
        (AT_LEAST, 1, 0, FIRST_COMMON), (GIVE, 0, 0, NOT_PERMITTED), (GIVE, 0, 0, NOT_KNOWN)
    ]
    return steps


class Step(ctypes.Structure):
    _fields_ = [("code", ctypes.c_uint16), ("yes", ctypes.c_uint8), ("no", ctypes.c_uint8),
                ("value", ctypes.c_uint32)]


class Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_uint16), ("steps", ctypes.POINTER(Step))]


def filter_program():
    steps = filter_steps(*machine())
    return Program(len(steps), (Step * len(steps))(*(Step(*step) for step in steps)))


def filter_calls(library, program):
    """Filters the calls of this process and its descendants irrevocably."""
    return library.prctl(PR_SET_SECCOMP, SECCOMP_FILTER, ctypes.byref(program), 0, 0)
