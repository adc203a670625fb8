import Testing

/// Code that wants out or wants too much.
struct Attack: Sendable, CustomTestStringConvertible {
  var name: String
  /// What the failure that it must end with contains.
  var word: String
  var code: String

  var testDescription: String { name }

  static let all = network + files + memory + processes + kernel + records + systemCalls

  private static let network = [
    Attack(
      name: "another machine", word: "not permitted",
      code: "import socket\nsocket.create_connection(('1.1.1.1', 53), 2)"),
    Attack(
      name: "this machine's own servers", word: "not permitted",
      code: "import socket\nsocket.create_connection(('127.0.0.1', 22), 2)"),
    Attack(
      name: "a datagram", word: "not permitted",
      code: "import socket\nsocket.socket(socket.AF_INET, socket.SOCK_DGRAM)"),
    Attack(
      name: "the host of a virtual machine", word: "not permitted",
      code: "import socket\nsocket.socket(socket.AF_VSOCK, socket.SOCK_STREAM)"),
    Attack(
      name: "the kernel's own sockets", word: "not permitted",
      code: "import socket\nsocket.socket(socket.AF_NETLINK, socket.SOCK_RAW)"),
    Attack(
      name: "a local socket", word: "not permitted",
      code: "import socket\nsocket.socket(socket.AF_UNIX)"),
    Attack(
      name: "buffers of sockets", word: "not permitted",
      code: "import socket\npairs = []\nwhile True: pairs.append(socket.socketpair())"),
  ]

  private static let files = [
    Attack(name: "a file outside", word: "No such file", code: "open('/etc/passwd').read()"),
    Attack(name: "the home folder", word: "No such file", code: "import os\nos.listdir('/root')"),
    Attack(
      name: "another process's environment", word: "No such file",
      code: "open('/proc/1/environ').read()"),
    Attack(
      name: "the system's settings", word: "No such file", code: "open('/sys/kernel/notes').read()"),
    Attack(name: "a disk", word: "No such file", code: "open('/dev/vda', 'rb')"),
    Attack(name: "the machine's memory", word: "No such file", code: "open('/dev/mem', 'rb')"),
    Attack(
      name: "a device of its own", word: "not permitted",
      code: "import os, stat\nos.mknod('/tmp/d', stat.S_IFBLK | 0o600, os.makedev(254, 0))"),
    Attack(
      name: "a link to a file outside", word: "No such file",
      code: "import os\nos.symlink('/etc/shadow', '/tmp/s')\nopen('/tmp/s').read()"),
    Attack(
      name: "a path out of its folder", word: "No such file",
      code: "open('/data/../../etc/hostname').read()"),
    Attack(
      name: "writing the CSV", word: "/data/people.csv", code: "open(csv_path, 'a').write('x')"),
    Attack(
      name: "replacing the CSV", word: "Read-only",
      code: "import os\nos.rename(csv_path, csv_path + '.old')"),
    Attack(
      name: "writing beside the system", word: "Read-only", code: "open('/usr/bin/x', 'w')"),
    Attack(
      name: "a file without end", word: "too large",
      code: "with open('/tmp/x', 'wb') as file:\n  while True: file.write(b'x' * 10 ** 6)"),
    Attack(
      name: "more files than there is room for", word: "No space",
      code: """
        for number in range(100):
          with open(f'/tmp/{number}', 'wb') as file: file.write(b'x' * 10 ** 6)
        """),
    Attack(
      name: "files without number", word: "No space",
      code: "import os\nfor number in range(10 ** 6): os.symlink('x' * 200, f'/tmp/{number}')"),
    Attack(
      name: "shared memory without end", word: "No space",
      code: """
        for number in range(100):
          with open(f'/dev/shm/{number}', 'wb') as file: file.write(b'x' * 10 ** 6)
        """),
  ]

  private static let memory = [
    Attack(name: "a memory bomb", word: "allocate", code: "np.ones(10 ** 10)"),
    Attack(
      name: "a memory bomb in pieces", word: "Memory",
      code: "parts = []\nwhile True: parts.append(np.ones(10 ** 7))"),
    Attack(
      name: "a memory bomb of many processes", word: "crashed",
      code: """
        import os, time
        for number in range(8):
          if os.fork() == 0:
            data = np.ones(2 * 10 ** 7)
            time.sleep(60)
        time.sleep(60)
        """),
    Attack(
      name: "memory that no process holds", word: "not permitted",
      code: "import mmap\nmaps = []\nwhile True: maps.append(mmap.mmap(-1, 1 << 24))"),
    Attack(
      name: "pipes without number", word: "Too many open files",
      code: "import os\nwhile True: os.write(os.pipe()[1], b'x' * 60000)"),
    Attack(
      name: "raising its own limit", word: "not allowed",
      code: """
        import resource
        resource.setrlimit(resource.RLIMIT_AS, (1 << 50, 1 << 50))
        """),
  ]

  private static let processes = [
    Attack(
      name: "a fork bomb", word: "unavailable",
      code: "import os, time\nwhile True:\n  if os.fork() == 0: time.sleep(60)"),
    Attack(
      name: "a bomb of threads", word: "thread",
      code: """
        import threading, time
        while True: threading.Thread(target=time.sleep, args=(60,)).start()
        """),
    Attack(name: "an infinite loop", word: "timedOut", code: "while True: pass"),
    Attack(
      name: "an infinite loop that catches everything", word: "timedOut",
      code: """
        import signal
        for number in set(signal.Signals) - {9, 19}: signal.signal(number, lambda *_: None)
        while True:
          try:
            while True: pass
          except BaseException: pass
        """),
    Attack(
      name: "a regular expression that never ends", word: "timedOut",
      code: "import re\nre.match('(a+)+$', 'a' * 40 + 'b')"),
    Attack(
      name: "a child that outlives its parent", word: "timedOut",
      code: """
        import os, time
        if os.fork() == 0:
          os.setsid()
          while True: pass
        time.sleep(60)
        """),
    Attack(
      name: "killing itself", word: "SIGKILL",
      code: "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"),
    Attack(
      name: "stopping itself", word: "timedOut",
      code: """
        import os, signal, time
        os.kill(os.getpid(), signal.SIGSTOP)
        time.sleep(60)
        """),
    Attack(
      name: "killing everyone", word: "No such process",
      code: "import ctypes, os\nctypes.CDLL(None).kill(1, 9)\nos.kill(-1, 9)"),
    Attack(name: "leaving", word: "status 7", code: "import os\nos._exit(7)"),
    Attack(name: "aborting", word: "ended by", code: "import os\nos.abort()"),
    Attack(
      name: "becoming another program", word: "crashed",
      code: "import os\nos.execv('/bin/true', ['true'])"),
    Attack(
      name: "a wild pointer", word: "SIGSEGV", code: "import ctypes\nctypes.string_at(0)"),
    Attack(
      name: "a stack without end", word: "crashed",
      code: "import sys\nsys.setrecursionlimit(10 ** 9)\ndef f(): f()\nf()"),
    Attack(
      name: "going first", word: "not permitted", code: "import os\nos.setpriority(0, 0, -5)"),
  ]

  private static let kernel = [
    Attack(
      name: "the system's functions", word: "[-1, -1, -1, -1]",
      code: """
        import ctypes
        c = ctypes.CDLL(None)
        tried = [
            c.umount(b"/proc"), c.mount(b"tmpfs", b"/tmp", b"tmpfs", 0, b""),
            c.setuid(0), c.ptrace(16, 1, 0, 0),
        ]
        raise ValueError(tried)
        """),
    Attack(
      name: "new namespaces", word: "-1",
      code: """
        import ctypes
        raise ValueError(ctypes.CDLL(None).unshare(0x10000000 | 0x20000))
        """),
    Attack(
      name: "a lock on each byte of a file", word: "not permitted",
      code: "import fcntl\nfcntl.lockf(open('/tmp/l', 'w'), fcntl.LOCK_EX, 1, 0)"),
    Attack(
      name: "typing at a terminal", word: "not permitted",
      code: "import fcntl\nfcntl.ioctl(1, 0x5412, b'x')"),
    Attack(
      name: "growing a pipe", word: "not permitted",
      code: "import fcntl, os\nfcntl.fcntl(os.pipe()[0], 1031, 1 << 20)"),
    Attack(
      name: "being traced", word: "-1",
      code: "import ctypes\nraise ValueError(ctypes.CDLL(None).prctl(4, 1, 0, 0, 0))"),
  ]

  private static let records = [
    Attack(
      name: "answers in place of the worker", word: "Bad file descriptor",
      code: """
        import os
        os.write(4, b'{"done": {"error": null}}\\n')
        os.write(4, b'0' * 32 + b'{"submit": {"value": 1, "hash": "x"}}\\n')
        for number in range(5, 20): os.write(number, b'{"lengths": [], "ready": 1}\\n')
        """),
    Attack(
      name: "records without end", word: "8 MiB",
      code: "import os\nwhile True: os.write(4, b'x' * 50000)"),
    Attack(
      name: "hooks without end", word: "8 MiB",
      code: "while True: hook('x' * 50000, name='a')"),
    Attack(
      name: "closing every descriptor", word: "crashed",
      code: "import os\nos.closerange(0, 100)"),
  ]

  #if arch(x86_64)
    private static let systemCalls = [
      "semget": 64, "msgget": 68, "shmget": 29, "memfd_create": 319, "mq_open": 240,
      "io_uring_setup": 425, "memfd_secret": 447, "userfaultfd": 323, "bpf": 321,
      "perf_event_open": 298, "keyctl": 250, "add_key": 248, "request_key": 249, "ptrace": 101,
      "process_vm_readv": 310, "pidfd_open": 434, "pidfd_getfd": 438, "kcmp": 312, "setns": 308,
      "unshare": 272, "clone3": 435, "pivot_root": 155, "chroot": 161, "mount_setattr": 442,
      "open_tree": 428, "fsopen": 430, "open_by_handle_at": 304, "init_module": 175,
      "finit_module": 313, "kexec_load": 246, "reboot": 169, "swapon": 167, "iopl": 172,
      "ioperm": 173, "personality": 135, "quotactl": 179, "acct": 163, "fanotify_init": 300,
      "inotify_init1": 294, "epoll_create1": 291, "eventfd2": 290, "signalfd4": 289,
      "timerfd_create": 283, "timer_create": 222, "clock_settime": 227, "sethostname": 170,
      "vmsplice": 278, "mlockall": 151, "sched_setscheduler": 144, "landlock_create_ruleset": 444,
      "socket": 41, "a call of 32 bits": 0x4000_0027,
    ].sorted { $0.value < $1.value }.map(systemCall)
  #else
    private static let systemCalls = [
      "semget": 190, "msgget": 186, "shmget": 194, "memfd_create": 279, "mq_open": 180,
      "io_uring_setup": 425, "userfaultfd": 282, "bpf": 280, "keyctl": 219, "ptrace": 117,
      "setns": 268, "unshare": 97, "clone3": 435, "socket": 198,
    ].sorted { $0.value < $1.value }.map(systemCall)
  #endif

  /// The call itself, past what the C library makes of it.
  private static func systemCall(_ name: String, _ number: Int) -> Attack {
    Attack(
      name: "the call \(name)", word: number >= 424 && number < 1000 ? "(-1, 38)" : "(-1, 1)",
      code: """
        import ctypes
        library = ctypes.CDLL(None, use_errno=True)
        zero = ctypes.c_long(0)
        result = library.syscall(ctypes.c_long(\(number)), zero, zero, zero, zero, zero)
        raise ValueError((result, ctypes.get_errno()))
        """)
  }
}
