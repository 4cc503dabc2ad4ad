"""What the decoder process gives up before it sees the first byte of a photo.

Everything here degrades: what a system does not offer is left out of the tuple that
:func:`give_up` returns, so that a door can say which protections are really there.
"""

from __future__ import annotations

import ctypes
import importlib
import os
import platform
import signal
import struct
import sys
from types import FrameType
from typing import Any

try:
    resource: Any = importlib.import_module("resource")
except ImportError:  # Windows
    resource = None

_PR_SET_PDEATHSIG, _PR_SET_SECCOMP, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 22, 4, 38
_SECCOMP_MODE_FILTER = 2
_ALLOW, _EPERM, _ENOSYS, _KILL = 0x7FFF0000, 0x00050001, 0x00050026, 0x80000000
_AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}

# Numbers from the kernel's own tables (syscall_64.tbl; include/uapi/asm-generic/unistd.h).
# Network, new programs and processes, other processes, files by name, and kernel doors.
_DENIED = {
    "x86_64": (
        *range(41, 56), 288,  # socket .. getsockopt, accept4
        57, 58, 59, 322,  # fork, vfork, execve, execveat
        62, 129, 200, 234, 297, 424,  # kill, rt_sigqueueinfo, tkill, tgkill, .., pidfd_send_signal
        101, 310, 311, 434, 438,  # ptrace, process_vm_readv/writev, pidfd_open, pidfd_getfd
        2, 85, 257, 437, 304,  # open, creat, openat, openat2, open_by_handle_at
        76, 82, 83, 84, 86, 87, 88, 90, 92, 94,  # truncate, rename, mkdir .. lchown by name
        263, 264, 316, 265, 266, 258, 259, 133, 260, 268,  # the same, relative to a folder
        80, 161, 165, 166, 155, 167, 168, 272, 308, 428, 429, 430,  # chdir, chroot, mounts, setns
        169, 175, 176, 313, 246, 320,  # reboot, kernel modules, kexec
        298, 321, 323, 425, 426, 427,  # perf, bpf, userfaultfd, io_uring
        248, 249, 250, 299, 307,  # keys, recvmmsg, sendmmsg
        29, 30, 31, 64, 68, 240,  # System V memory, semaphores, queues; mq_open
    ),
    "aarch64": (
        *range(198, 213), 242, 243, 269,  # sockets
        221, 281,  # execve, execveat
        129, 130, 131, 138, 240, 424,  # kill and its kin
        117, 270, 271, 434, 438,  # ptrace and its kin
        56, 437, 265,  # openat, openat2, open_by_handle_at
        45, 33, 34, 35, 36, 37, 38, 276, 53, 54,  # files by name
        49, 51, 39, 40, 41, 97, 268, 224, 225, 428, 429, 430,  # chdir, chroot, mounts, unshare
        142, 105, 106, 273, 104, 294,  # reboot, kernel modules, kexec
        241, 280, 282, 425, 426, 427,  # perf, bpf, userfaultfd, io_uring
        217, 218, 219, 180, 186, 190, 194,  # keys, queues, semaphores, shared memory
    ),
}  # fmt: skip
_CLONE = {"x86_64": 56, "aarch64": 220}
_CLONE3 = 435
_CLONE_THREAD = 0x00010000


def _program(machine: str) -> bytes:
    """Assemble the seccomp filter: struct sock_filter {u16 code; u8 jt, jf; u32 k} each."""

    def op(code: int, k: int, yes: int = 0, no: int = 0) -> bytes:
        return struct.pack("=HBBI", code, yes, no, k)

    load, equal, at_least, any_bit, give = 0x20, 0x15, 0x35, 0x45, 0x06
    lines = [
        op(load, 4),  # seccomp_data.arch: numbers mean nothing under another one
        op(equal, _AUDIT_ARCH[machine], 1, 0),
        op(give, _KILL),
        op(load, 0),  # seccomp_data.nr
        op(at_least, 0x40000000, 0, 1),  # the x32 numbering
        op(give, _EPERM),
        op(equal, _CLONE3, 0, 1),  # its flags are behind a pointer: have libc use clone
        op(give, _ENOSYS),
        op(equal, _CLONE[machine], 0, 4),  # threads of this process only
        op(load, 16),  # low half of the first argument
        op(any_bit, _CLONE_THREAD, 1, 0),
        op(give, _EPERM),
        op(give, _ALLOW),
    ]
    for number in sorted(set(_DENIED[machine])):
        lines += [op(equal, number, 0, 1), op(give, _EPERM)]
    lines.append(op(give, _ALLOW))
    return b"".join(lines)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("lines", ctypes.c_void_p))


def _filter_calls(libc: ctypes.CDLL) -> bool:
    machine = platform.machine()
    if machine not in _DENIED or sys.maxsize < 2**32:
        return False
    code = _program(machine)
    buffer = ctypes.create_string_buffer(code, len(code))
    program = _Program(len(code) // 8, ctypes.cast(buffer, ctypes.c_void_p))
    return bool(libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0) == 0)


def _limit(name: str, value: int) -> bool:
    number = getattr(resource, name, None)
    if number is None:
        return False
    try:
        resource.setrlimit(number, (value, value))
    except (OSError, ValueError):
        return False
    return True


def _address_space() -> int | None:
    try:
        with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123
            return int(statm.read().split()[0]) * int(resource.getpagesize())
    except (OSError, ValueError, IndexError):
        return None


def _leave_with(parent: int) -> None:
    """End when the parent process has ended; one of its threads ending also signals."""

    def check(number: int, frame: FrameType | None) -> None:
        if os.getppid() != parent:
            os._exit(0)

    signal.signal(signal.SIGUSR1, check)


def give_up(parent: int, memory_bytes: int) -> tuple[str, ...]:
    """Take away from this process what decoding does not need; call once, after all imports.

    Args:
        parent: process id of the door.
        memory_bytes: address space allowed above what is in use now.

    Returns:
        Names of the protections that are in force.
    """
    done: list[str] = []
    if resource is not None:
        used = _address_space() if sys.platform == "linux" else None
        if used is not None and _limit("RLIMIT_AS", used + memory_bytes):
            done.append("memory-limit")
        if _limit("RLIMIT_FSIZE", 0):
            done.append("no-file-writes")
        if _limit("RLIMIT_CORE", 0):
            done.append("no-core-dumps")
        if _limit("RLIMIT_NOFILE", 4):  # the four it has: input, two unused, output
            done.append("no-new-files")
        os.umask(0o777)
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        _leave_with(parent)
        if libc.prctl(_PR_SET_PDEATHSIG, int(signal.SIGUSR1), 0, 0, 0) == 0:
            done.append("ends-with-parent")
        libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
        if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0:
            done.append("no-new-privileges")
            if _filter_calls(libc):
                done.append("system-call-filter")
        if os.getppid() != parent:
            os._exit(0)
    return tuple(done)


def allow_seconds(seconds: float) -> bool:
    """Give this process that much more processor time; over it, the system ends it."""
    if resource is None:
        return False
    usage = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(usage.ru_utime + usage.ru_stime + seconds) + 2
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (limit, hard))
    except (OSError, ValueError):
        return False
    return True
