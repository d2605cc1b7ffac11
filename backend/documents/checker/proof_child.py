"""Child process of `proof`: becomes LibreOffice under hard limits. Run as a script with its path and a folder."""

import ctypes
import os
import resource
import sys

MEMORY_BYTES, CPU_SECONDS, FILE_BYTES = 4 * 1024**3, 50, 64 * 1024**2
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000


def leave_network() -> bool:
    """An empty network of its own, as root or as an ordinary user. False where the system forbids both."""
    library = ctypes.CDLL(None)
    return any(library.unshare(flags) == 0 for flags in (CLONE_NEWNET, CLONE_NEWUSER | CLONE_NEWNET))


def main() -> None:
    """Converts proof.docx in the folder to PDF."""
    program, folder = sys.argv[1:]
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    leave_network()
    os.execv(  # noqa: S606 — the installed program, with arguments of our own
        program,
        [
            program,
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--norestore",
            "--nolockcheck",
            "--convert-to",
            "pdf",
            "--outdir",
            folder,
            f"{folder}/proof.docx",
        ],
    )


if __name__ == "__main__":
    main()
