"""A Word file as it will look on paper, through LibreOffice where the server has it."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from threading import BoundedSemaphore
from typing import Final

from backend.kit.children import end, start
from backend.kit.problems import Problem

SECONDS: Final = 60
CHILD: Final = Path(__file__).with_name("proof_child.py")
_ONE: Final = BoundedSemaphore(1)
"""LibreOffice takes some 300 MB: one at a time in a process."""


def converter() -> str | None:
    """Where LibreOffice is, if it is there."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def to_pdf(program: str, document: bytes) -> bytes:
    """The document as PDF: in a child with its own profile, no secrets, no way out and a time limit.

    Raises a 503 problem when it is busy or does not come to an end.
    """
    if not _ONE.acquire(timeout=SECONDS / 2):
        raise _busy("正在为别人生成预览，请过一会儿再试。")
    try:
        with tempfile.TemporaryDirectory(prefix="proof-") as folder:
            source = Path(folder) / "proof.docx"
            source.write_bytes(document)
            _run(program, Path(folder))
            made = source.with_suffix(".pdf")
            if not made.is_file():
                raise _busy("预览没有生成。可以下载试填的 Word 文档查看。")
            return made.read_bytes()
    finally:
        _ONE.release()


def _run(program: str, folder: Path) -> None:
    environment = {"HOME": str(folder), "PATH": os.defpath, "LANG": "C.UTF-8", "http_proxy": "http://127.0.0.1:9"}
    process = start(CHILD, [program, str(folder)], folder=folder, environment=environment)
    try:
        process.wait(SECONDS)
    except subprocess.TimeoutExpired as error:
        raise _busy("生成预览的时间过长，已经停止。可以下载试填的 Word 文档查看。") from error
    finally:
        end(process)


def _busy(detail: str) -> Problem:
    return Problem("preview-unavailable", "暂时没有预览", 503, detail)
