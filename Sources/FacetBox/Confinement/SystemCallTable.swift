/// System calls by name, with their numbers on x86-64 and AArch64; `-` marks a call that a machine
/// lacks.
enum SystemCallTable {
  /// The calls that Python, pandas and SciPy need.
  ///
  /// Other calls could reach memory that no limit counts (semaphores, message queues, sockets,
  /// memory without a file), other processes, the network, or rarely used code of the kernel.
  static let computing = """
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

  /// Calls restricted by an argument: the position of the argument, then its allowed values.
  static let computingByValue = """
    ioctl 16 29: 1 0x5401 0x5402 0x5413 0x541B 0x5421 0x5450 0x5451,
    fcntl 72 25: 1 0 1 2 3 4 1030 1032,
    prctl 157 167: 0 15 16
    """

  /// The calls that no program in a container needs: they reach the kernel's keys, modules, clocks,
  /// namespaces and mounts, other processes' memory, or rarely used code.
  static let administration = """
    add_key 248 217, request_key 249 218, keyctl 250 219, bpf 321 280, perf_event_open 298 241,
    kexec_load 246 104, kexec_file_load 320 294, init_module 175 105, finit_module 313 273,
    delete_module 176 106, mount 165 40, umount2 166 39, pivot_root 155 41, unshare 272 97,
    setns 308 268, open_by_handle_at 304 265, name_to_handle_at 303 264, userfaultfd 323 282,
    acct 163 89, swapon 167 224, swapoff 168 225, quotactl 179 60, quotactl_fd 443 443,
    reboot 169 142, sethostname 170 161, setdomainname 171 162, settimeofday 164 170,
    clock_settime 227 112, clock_adjtime 305 266, adjtimex 159 171, iopl 172 -, ioperm 173 -,
    syslog 103 116, vhangup 153 58, lookup_dcookie 212 18, fanotify_init 300 262,
    move_pages 279 239, mbind 237 235, set_mempolicy 238 237, migrate_pages 256 238, kcmp 312 272,
    process_vm_readv 310 270, process_vm_writev 311 271, memfd_secret 447 447
    """

  /// New calls for mounts and queued input and output, for which programs have a fallback.
  static let newAdministration = """
    io_uring_setup 425 425, io_uring_enter 426 426, io_uring_register 427 427, open_tree 428 428,
    move_mount 429 429, fsopen 430 430, fsconfig 431 431, fsmount 432 432, fspick 433 433,
    clone3 435 435, mount_setattr 442 442
    """

  /// Sockets of families other than local, IPv4, IPv6 and the kernel's routing tables, and
  /// execution domains of other systems.
  static let containedByValue = """
    socket 41 198: 0 1 2 10 16, personality 135 92: 0 0 8 0x20000 0x20008 0x40000 0xFFFFFFFF
    """
}
