"""Child process of `proof`: becomes LibreOffice under hard limits. Run as a script with its path and a folder."""

import os
import resource
import sys

CPU_SECONDS, FILE_BYTES = 50, 64 * 1024**2


def main() -> None:
    """Converts proof.docx in the folder to PDF."""
    program, folder = sys.argv[1:]
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
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
