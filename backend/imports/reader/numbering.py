"""Word's automatic numbers: they are not in the text, so they are counted here as Word would."""

import re
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from backend.imports.reader.elements import attribute, child, local, value

LEVELS: Final = 9
CHINESE: Final = "零一二三四五六七八九"
CHINESE_KINDS: Final = re.compile(
    "chinese|taiwanese|japaneseCounting|japaneseDigital|ideograph(?:Traditional|Digital)"
)


def chinese(number: int) -> str:
    """1 → 一, 12 → 十二, 35 → 三十五; beyond 99 plain digits."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else CHINESE[tens] + "十"
    return head + (CHINESE[ones] if ones else "")


def letters(number: int) -> str:
    return chr(96 + (number - 1) % 26 + 1) * ((number - 1) // 26 + 1) if 0 < number <= 260 else str(number)


def formatted(kind: str, number: int) -> str:
    """One counter in Word's w:numFmt."""
    if CHINESE_KINDS.match(kind):
        return chinese(number)
    if kind.startswith("decimalEnclosedCircle") and 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    if kind in ("lowerLetter", "upperLetter"):
        text = letters(number)
        return text if kind == "lowerLetter" else text.upper()
    return "•" if kind == "bullet" else "" if kind == "none" else str(number)


@dataclass(frozen=True, slots=True)
class Level:
    kind: str
    text: str
    start: int

    def label(self, counters: list[int], kinds: list[str]) -> str:
        """`%1.%2` with the counters put in."""
        if self.kind == "bullet":
            return "•"

        def fill(match: re.Match[str]) -> str:
            index = int(match[1]) - 1
            return formatted(kinds[index], counters[index])

        return re.sub(r"%([1-9])", fill, self.text)


@dataclass(slots=True)
class Numbering:
    """numbering.xml plus the running counters; ask in document order."""

    levels: dict[int, list[Level]] = field(default_factory=dict)
    abstract_of: dict[int, int] = field(default_factory=dict)
    starts: dict[int, dict[int, int]] = field(default_factory=dict)
    counters: dict[int, list[int]] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)

    def label(self, number_id: int, depth: int) -> str:
        """The label of the next paragraph of this list, empty when the list is unknown."""
        abstract = self.abstract_of.get(number_id)
        levels = self.levels.get(abstract) if abstract is not None else None
        if abstract is None or not levels or not 0 <= depth < len(levels):
            return ""
        counters = self.counters.setdefault(abstract, [level.start - 1 for level in levels])
        if number_id not in self.seen:
            self.seen.add(number_id)
            for index, start in self.starts.get(number_id, {}).items():
                counters[index] = start - 1
        counters[depth] += 1
        for deeper in range(depth + 1, len(levels)):
            counters[deeper] = levels[deeper].start - 1
        shown = [max(count, level.start) for count, level in zip(counters, levels, strict=True)]
        return levels[depth].label(shown, [level.kind for level in levels])


def _level(element: etree._Element) -> Level:
    kind = attribute(child(element, "numFmt"), "val") or "decimal"
    start = value(child(element, "start"))
    return Level(kind, attribute(child(element, "lvlText"), "val") or "", 1 if start is None else start)


def read_numbering(root: etree._Element | None) -> Numbering:
    """numbering.xml → Numbering; None gives one that knows no list."""
    numbering = Numbering()
    for element in root if root is not None else ():
        if local(element) == "abstractNum":
            key = value(element, "abstractNumId")
            found = [_level(item) for item in element if local(item) == "lvl"][:LEVELS]
            blank = Level("none", "", 1)
            if key is not None:
                numbering.levels[key] = found + [blank] * (LEVELS - len(found))
        elif local(element) == "num":
            key, abstract = value(element, "numId"), value(child(element, "abstractNumId"))
            if key is None or abstract is None:
                continue
            numbering.abstract_of[key] = abstract
            for override in element:
                depth, start = value(override, "ilvl"), value(child(override, "startOverride"))
                if (
                    local(override) == "lvlOverride"
                    and depth is not None
                    and start is not None
                    and 0 <= depth < LEVELS
                ):
                    numbering.starts.setdefault(key, {})[depth] = start
    return numbering
