"""Child process of `converter`: confines itself, then starts LibreOffice and waits for it.

Run as a script with the command to start. No secrets in its environment, no network where the system allows to give
it up, bounded memory, time and file sizes.
"""

import ctypes
import os
import resource
import sys

MEMORY_BYTES, CPU_SECONDS, FILE_BYTES = 4 * 1024**3, 60, 256 * 1024**2
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000


def leave_network() -> bool:
    """An empty network of its own, as root or as an ordinary user. False where the system forbids both."""
    library = ctypes.CDLL(None)
    return any(library.unshare(flags) == 0 for flags in (CLONE_NEWNET, CLONE_NEWUSER | CLONE_NEWNET))


def main() -> None:
    """Confines itself and all it starts."""
    limits = {
        resource.RLIMIT_AS: MEMORY_BYTES,
        resource.RLIMIT_CPU: CPU_SECONDS,
        resource.RLIMIT_FSIZE: FILE_BYTES,
        resource.RLIMIT_CORE: 0,
    }
    for kind, limit in limits.items():
        resource.setrlimit(kind, (limit, limit))
    leave_network()
    os.waitpid(os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ), 0)


if __name__ == "__main__":
    main()
