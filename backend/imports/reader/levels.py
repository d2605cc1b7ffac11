"""A risk level from the ways people write it: words, ticks in boxes, grades by convention."""

import re
from typing import Final, NamedTuple

from backend.imports.rules import CONVENTIONS, LEVELS, TICKED, UNTICKED, squeeze, without_remark
from backend.organization.rules import RiskLevel

BOX: Final = re.compile(f"[{TICKED}{UNTICKED}]")
BOX_FIRST: Final = re.compile(f"([{TICKED}{UNTICKED}])([^{TICKED}{UNTICKED}]*)")
BOX_LAST: Final = re.compile(f"([^{TICKED}{UNTICKED}]*)([{TICKED}{UNTICKED}])")
EDGE: Final = " 。.、，,；;：:/（）"


class LevelReading(NamedTuple):
    """`code` names the finding, if any; an empty cell reads as `level-missing`."""

    level: RiskLevel | None
    code: str | None = None


def read_level(text: str) -> LevelReading:
    """One level cell."""
    squeezed = squeeze(text)
    if not squeezed.strip(EDGE + "—-_"):
        return LevelReading(None, "level-missing")
    if BOX.search(squeezed):
        return _ticked(squeezed)
    return _word(squeezed)


def _ticked(text: str) -> LevelReading:
    if text[0] in TICKED + UNTICKED:
        pairs = [(mark, word) for mark, word in BOX_FIRST.findall(text)]
    else:
        pairs = [(mark, word) for word, mark in BOX_LAST.findall(text)]
    chosen = [word for mark, word in pairs if mark in TICKED]
    if len(chosen) > 1:
        return LevelReading(None, "level-several")
    return _word(chosen[0]) if chosen else LevelReading(None, "level-missing")


def _word(text: str) -> LevelReading:
    for candidate in (text.strip(EDGE), without_remark(text).strip(EDGE)):
        if candidate in LEVELS:
            return LevelReading(LEVELS[candidate])
        if candidate.upper() in CONVENTIONS:
            return LevelReading(CONVENTIONS[candidate.upper()], "level-convention")
    parts = {part for part in re.split(r"[、，,/]", text) if part}
    if len(parts) > 1 and parts <= LEVELS.keys():
        return LevelReading(None, "level-several")
    return LevelReading(None, "level-unknown")
