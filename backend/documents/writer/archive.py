"""A zip whose unchanging entries are deflated once and then only copied (forms.md §1.2)."""

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

DOS_DATE: Final = (2012 - 1980) << 9 | 9 << 5 | 1
"""Fixed, so that the same form gives the same bytes."""
LOCAL: Final = struct.Struct("<4s5H3L2H")
CENTRAL: Final = struct.Struct("<4s6H3L5H2L")
END: Final = struct.Struct("<4s4H2LH")
VERSION, UTF8_NAMES, DEFLATE = 20, 0x800, 8


@dataclass(frozen=True, slots=True)
class Entry:
    """One compressed file."""

    name: bytes
    crc: int
    size: int
    packed: bytes


def deflate(name: str, data: bytes, level: int = 9) -> Entry:
    """Compresses one entry; `level` as in zlib."""
    press = zlib.compressobj(level, zlib.DEFLATED, -15)
    return Entry(name.encode(), zlib.crc32(data), len(data), press.compress(data) + press.flush())


def assemble(entries: Sequence[Entry]) -> bytes:
    """The zip file with these entries in this order."""
    local: list[bytes] = []
    central: list[bytes] = []
    offset = 0
    for entry in entries:
        sizes = (entry.crc, len(entry.packed), entry.size)
        head = LOCAL.pack(
            b"PK\x03\x04", VERSION, UTF8_NAMES, DEFLATE, 0, DOS_DATE, *sizes, len(entry.name), 0
        )
        central.append(
            CENTRAL.pack(
                b"PK\x01\x02",
                VERSION,
                VERSION,
                UTF8_NAMES,
                DEFLATE,
                0,
                DOS_DATE,
                *sizes,
                len(entry.name),
                0,
                0,
                0,
                0,
                0,
                offset,
            )
            + entry.name
        )
        local += (head, entry.name, entry.packed)
        offset += len(head) + len(entry.name) + len(entry.packed)
    directory = b"".join(central)
    end = END.pack(b"PK\x05\x06", 0, 0, len(entries), len(entries), len(directory), offset, 0)
    return b"".join((*local, directory, end))
