"""How much of a stranger's file is read at all (forms.md §3); a college changes the figures in its settings."""

import time
from dataclasses import dataclass, field
from typing import Literal

from backend.imports.reader.package import refuse
from backend.kit.archives import MIB
from backend.settings import Settings

Converter = Literal["auto", "off"]


@dataclass(frozen=True, slots=True)
class Limits:
    """`cells` counts cells with content; rows, cells, seconds and unpacked bytes are for an upload as a whole."""

    file_bytes: int = 20 * MIB
    unpacked_bytes: int = 200 * MIB
    entries: int = 2_000
    files: int = 300
    rows: int = 200_000
    columns: int = 256
    cells: int = 400_000
    seconds: int = 60
    converter: Converter = "auto"


def limits_of(settings: Settings) -> Limits:
    """The limits a college has set."""
    return Limits(
        settings.import_file_mib * MIB,
        settings.import_unpacked_mib * MIB,
        settings.import_entries,
        settings.import_files,
        settings.import_rows,
        settings.import_columns,
        settings.import_cells,
        settings.import_seconds,
        settings.converter,
    )


@dataclass(slots=True)
class Deadline:
    """The time left for one upload."""

    seconds: float
    started: float = field(default_factory=time.monotonic)

    @property
    def left(self) -> float:
        """Seconds; zero or less when it is over."""
        return self.seconds - (time.monotonic() - self.started)

    def check(self) -> None:
        """Raises BadFile when it is over."""
        if self.left <= 0:
            raise refuse("too-slow")
