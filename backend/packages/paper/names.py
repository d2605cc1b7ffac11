"""File names inside a package: safe on Windows, Linux and in every unzipper, and each once."""

import re
import unicodedata
from typing import Final

FORBIDDEN: Final = re.compile(r'[<>:"/\\|?*]')
RESERVED: Final = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
NAME_BYTES: Final = 150
"""Of UTF-8, about fifty Chinese characters: two folders and a name stay below the 260 characters of Windows."""


def safe_name(text: str, limit: int = NAME_BYTES) -> str:
    """A name of one part: no separators, no control or direction marks, no trailing dot, no device's name."""
    normal = unicodedata.normalize("NFC", text)
    shown = "".join(" " if letter in "\r\n\t" else letter for letter in normal)
    shown = "".join(letter for letter in shown if unicodedata.category(letter)[0] != "C")
    shown = " ".join(FORBIDDEN.sub("_", shown).split()).strip(" .")
    shown = shown.encode()[:limit].decode(errors="ignore").strip(" .")
    return f"_{shown}" if RESERVED.fullmatch(shown) else shown or "未命名"


def safe_file(stem: str, extension: str) -> str:
    """The same of a file with its ending."""
    return f"{safe_name(stem, NAME_BYTES - 10)}.{re.sub(r'[^a-z0-9]', '', extension.lower())[:8] or 'bin'}"


class Names:
    """Hands out each path once; who comes second gets a number. Case does not count, as on Windows."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, folder: str, stem: str, extension: str) -> str:
        """`folder/stem.ext`, or `folder/stem (2).ext`."""
        number = 1
        while True:
            name = safe_file(stem if number == 1 else f"{safe_name(stem, NAME_BYTES - 20)} ({number})", extension)
            path = f"{folder}/{name}" if folder else name
            if path.casefold() not in self._taken:
                self._taken.add(path.casefold())
                return path
            number += 1
