"""A risk level from the ways people write it: words, ticks in boxes, grades by convention."""

import re
from typing import Final, NamedTuple

from backend.imports.reader.mapping import Mapping
from backend.imports.rules import CONVENTIONS, LEVELS, TICKED, UNTICKED, squeeze, without_remark
from backend.organization.rules import RiskLevel

BOX: Final = re.compile(f"[{TICKED}{UNTICKED}]")
BOX_FIRST: Final = re.compile(f"([{TICKED}{UNTICKED}])([^{TICKED}{UNTICKED}]*)")
BOX_LAST: Final = re.compile(f"([^{TICKED}{UNTICKED}]*)([{TICKED}{UNTICKED}])")
EDGE: Final = " 。.、，,；;：:/（）"
SPELT_OUT: Final = re.compile("([高中低])(?:度|等|等级|级)?(?:廉政)?风险(?:点|等级|级别|级)?")
"""`低风险点`, `中度风险`, `高风险等级`; 较高 is none of them: it is not a level of opinion.txt line 48."""


class LevelReading(NamedTuple):
    """`code` names the finding, if any; an empty cell reads as `level-missing`."""

    level: RiskLevel | None
    code: str | None = None


class LevelCell(NamedTuple):
    """A level cell: its reading and the word that decided it, empty when none was written or several were."""

    reading: LevelReading
    word: str = ""


def read_level(text: str, mapping: Mapping) -> LevelCell:
    """One level cell; a word to which a person gave a level counts as that, without a finding."""
    squeezed = squeeze(text)
    if not squeezed.strip(EDGE + "—-_"):
        return LevelCell(LevelReading(None, "level-missing"))
    if mapped := mapping.level(squeezed):
        return LevelCell(LevelReading(mapped), squeezed)
    chosen = _ticked(squeezed) if BOX.search(squeezed) else squeezed
    if isinstance(chosen, LevelReading):
        return LevelCell(chosen)
    if mapped := mapping.level(chosen):
        return LevelCell(LevelReading(mapped), chosen)
    reading = _word(chosen)
    return LevelCell(reading, "" if reading.code == "level-several" else chosen)


def ticked_words(text: str) -> str:
    """`☑制度缺陷 □监管缺失` → `制度缺陷`: what was ticked among printed choices; any other text as it stands."""
    marks = BOX.findall(text)
    if not marks or not {text[0], text[-1]} & set(marks):
        return text
    if set(marks).isdisjoint(TICKED) or set(marks).isdisjoint(UNTICKED):
        return text
    return "、".join(word.strip(EDGE + "\n") for word in _chosen(text))


def _chosen(text: str) -> list[str]:
    """The words beside ticked boxes, which all stand before their words or all behind them."""
    if text[0] in TICKED + UNTICKED:
        return [word for mark, word in BOX_FIRST.findall(text) if mark in TICKED]
    return [word for word, mark in BOX_LAST.findall(text) if mark in TICKED]


def _ticked(text: str) -> str | LevelReading:
    """The word of the one ticked box."""
    chosen = _chosen(text)
    if len(chosen) > 1:
        return LevelReading(None, "level-several")
    return chosen[0].strip(EDGE) if chosen else LevelReading(None, "level-missing")


def _word(text: str) -> LevelReading:
    for candidate in (text.strip(EDGE), without_remark(text).strip(EDGE)):
        if candidate in LEVELS:
            return LevelReading(LEVELS[candidate])
        if spelt := SPELT_OUT.fullmatch(candidate):
            return LevelReading(LEVELS[spelt[1]])
        if candidate.upper() in CONVENTIONS:
            return LevelReading(CONVENTIONS[candidate.upper()], "level-convention")
    parts = {part for part in re.split(r"[、，,/]", text) if part}
    if len(parts) > 1 and parts <= LEVELS.keys():
        return LevelReading(None, "level-several")
    return LevelReading(None, "level-unknown")
