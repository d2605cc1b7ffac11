"""Old formats through LibreOffice where it is installed: .doc, .wps, .rtf, .html and .odt become .docx, .ods .xlsx."""

import os
import shutil
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from threading import Semaphore
from typing import Final

from backend.imports.reader.limits import Converter
from backend.imports.reader.package import refuse
from backend.kit.children import end, start

CHILD: Final = Path(__file__).with_name("converter_child.py")
SECONDS: Final = 40.0
PLACES: Final = Semaphore(2)
"""Each run takes 220 MB."""
WORD: Final = "docx:MS Word 2007 XML"
INPUTS: Final[dict[str, tuple[str, str, str | None]]] = {
    "legacy-office": ("doc", WORD, None),
    "rtf": ("rtf", WORD, None),
    "html": ("html", WORD, "HTML (StarWriter)"),
    "word-xml": ("xml", WORD, None),
    "opendocument": ("odt", WORD, None),
    "spreadsheet": ("ods", "xlsx:Calc MS Excel 2007 XML", None),
}
"""Kind → extension, target with its filter, filter for reading where LibreOffice would choose another."""
CONFIGURATION: Final = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
</oor:items>
"""
"""No macros, no links followed."""


def office(setting: Converter) -> str | None:
    """The converter's command, None when it is switched off or not installed."""
    return shutil.which("soffice") if setting == "auto" else None


def convert(data: bytes, kind: str, setting: Converter, seconds: float) -> bytes:
    """The file as .docx or .xlsx. Raises BadFile with advice when there is no converter or it fails."""
    command = office(setting)
    if command is None:
        raise refuse(kind)
    extension, target, reading = INPUTS[kind]
    if not PLACES.acquire(timeout=max(seconds, 0)):
        raise refuse("not-converted")
    try:
        with tempfile.TemporaryDirectory(prefix="lianfang-convert-", ignore_cleanup_errors=True) as name:
            folder = Path(name)
            source = folder / f"form.{extension}"
            source.write_bytes(data)
            _run(folder, _arguments(command, folder, source, target, reading), min(seconds, SECONDS))
            result = folder / "out" / f"form.{target.partition(':')[0]}"
            if not result.is_file():
                raise refuse("not-converted")
            return result.read_bytes()
    finally:
        PLACES.release()


def _arguments(command: str, folder: Path, source: Path, target: str, reading: str | None) -> list[str]:
    settings = folder / "profile" / "user"
    settings.mkdir(parents=True)
    (settings / "registrymodifications.xcu").write_text(CONFIGURATION, "utf-8")
    return [
        command,
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        *("--headless", "--norestore", "--nolockcheck", "--nodefault"),
        *((f"--infilter={reading}",) if reading else ()),
        *("--convert-to", target, "--outdir", str(folder / "out"), str(source)),
    ]


def _run(folder: Path, arguments: list[str], seconds: float) -> None:
    """Waits for the converter and ends it, with all its helpers, when it takes too long."""
    environment = {"HOME": str(folder), "TMPDIR": str(folder), "PATH": os.defpath, "LANG": "C.UTF-8"}
    process = start(CHILD, arguments, folder=folder, environment=environment)
    try:
        with suppress(subprocess.TimeoutExpired):
            process.wait(max(seconds, 0))
    finally:
        end(process)
