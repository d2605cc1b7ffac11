"""A zip whose unchanging entries are deflated once and then only copied (forms.md §1.2)."""

import struct
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final

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


def _sizes(entry: Entry) -> tuple[int, int, int]:
    return entry.crc, len(entry.packed), entry.size


def _local(name: bytes, sizes: tuple[int, int, int]) -> bytes:
    return LOCAL.pack(b"PK\x03\x04", VERSION, UTF8_NAMES, DEFLATE, 0, DOS_DATE, *sizes, len(name), 0) + name


def _central(name: bytes, sizes: tuple[int, int, int], offset: int) -> bytes:
    about = (VERSION, VERSION, UTF8_NAMES, DEFLATE, 0, DOS_DATE, *sizes, len(name))
    return CENTRAL.pack(b"PK\x01\x02", *about, 0, 0, 0, 0, 0, offset) + name


def _end(directory: Sequence[bytes], offset: int) -> bytes:
    length = sum(map(len, directory))
    return END.pack(b"PK\x05\x06", 0, 0, len(directory), len(directory), length, offset, 0)


def assemble(entries: Sequence[Entry]) -> bytes:
    """The zip file with these entries in this order."""
    local: list[bytes] = []
    central: list[bytes] = []
    offset = 0
    for entry in entries:
        head = _local(entry.name, _sizes(entry))
        central.append(_central(entry.name, _sizes(entry), offset))
        local += (head, entry.packed)
        offset += len(head) + len(entry.packed)
    return b"".join((*local, *central, _end(central, offset)))


def pour(target: BinaryIO, entries: Sequence[Entry], name: str, pieces: Iterable[bytes]) -> None:
    """Writes the same into a file, with one more entry that comes in pieces and is never there as a whole."""
    central: list[bytes] = []
    for entry in entries:
        central.append(_central(entry.name, _sizes(entry), target.tell()))
        target.write(_local(entry.name, _sizes(entry)) + entry.packed)
    start, encoded = target.tell(), name.encode()
    target.write(_local(encoded, (0, 0, 0)))
    press, crc, packed, size = zlib.compressobj(6, zlib.DEFLATED, -15), 0, 0, 0
    for piece in pieces:
        crc, size = zlib.crc32(piece, crc), size + len(piece)
        packed += target.write(press.compress(piece))
    packed += target.write(press.flush())
    end = target.tell()
    target.seek(start)
    target.write(_local(encoded, (crc, packed, size)))
    target.seek(end)
    central.append(_central(encoded, (crc, packed, size), start))
    target.write(b"".join((*central, _end(central, end))))
