"""Number marks typed before the items of a list: 1. １． 1、 1) （1） ① 一、 （一） 一是 第一， • and bare digits."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from backend.imports.reader.numbering import CHINESE

DIGIT: Final = "0-9０-９"
NUMERAL: Final = "[一二三四五六七八九十]{1,3}"
AFTER_STOP: Final = frozenset("。；;：:！!？?，,、．）)】」』”…\t ")
COLONS: Final = frozenset(":：")
"""Between digits they make a ratio or a time of day (1:3, 8:30), never a list."""
COUNTERS: Final = "年月日个名人元万亿千百次项条天时分秒%％种类级份张台套件家位门节课周届期号楼室层栋倍岁对比至到"

STYLES: Final[dict[str, re.Pattern[str]]] = {
    "dot": re.compile(rf"(?<![{DIGIT}.．A-Za-z])([{DIGIT}]{{1,3}})\s?[.．]"),
    "dun": re.compile(rf"(?<![{DIGIT}.．A-Za-z])([{DIGIT}]{{1,3}})\s?、"),
    "paren": re.compile(rf"(?<![{DIGIT}.．A-Za-z(（])([{DIGIT}]{{1,3}})\s?[)）]"),
    "bracket": re.compile(rf"[(（\[【]\s?([{DIGIT}]{{1,3}})\s?[)）\]】]"),
    "circle": re.compile(r"([①-⑳㉑-㉟❶-❿])"),
    "dot_sign": re.compile(r"([⒈-⒛])"),
    "bracket_sign": re.compile(r"([⑴-⒇])"),
    "numeral_dun": re.compile(rf"(?<![一二三四五六七八九十第])({NUMERAL})\s?[、.．]"),
    "numeral_bracket": re.compile(rf"[(（]\s?({NUMERAL})\s?[)）]"),
    "numeral_sign": re.compile(r"([㈠-㈩])"),
    "numeral_is": re.compile(rf"(?<![一二三四五六七八九十第])({NUMERAL})(?:是|要)"),
    "ordinal": re.compile(rf"第({NUMERAL})[、，,：:]"),
    "comma": re.compile(rf"(?<![{DIGIT}.．A-Za-z])([{DIGIT}]{{1,2}})[,，:：](?![{DIGIT}])"),
    "bare": re.compile(rf"(?<![{DIGIT}.．A-Za-z])([{DIGIT}]{{1,2}})\s*(?=[一-鿿“《])(?![{COUNTERS}])"),
}
"""In order of trust: the first that matches at a place names it."""

NUMBERED: Final = re.compile(rf"[{DIGIT}一二三四五六七八九十①-⒛㈠-㈩㉑-㉟❶-❿]")
"""Without one of these a line has no mark."""
LINE_START_ONLY: Final = frozenset({"comma", "bare"})
ANYWHERE: Final = frozenset({"circle", "bracket", "dot_sign", "bracket_sign", "numeral_sign"})
NEEDS_TWO: Final = frozenset({"numeral_is", "ordinal", "comma", "bare"})
BULLET: Final = re.compile(r"[•·●◆■▪▲★◇○➢✦\-－—–*]+\s*")
SURE_BULLETS: Final = frozenset("•●◆■▪▲★➢✦")
SIGNS: Final = {"circle": "①", "dot_sign": "⒈", "bracket_sign": "⑴", "numeral_sign": "㈠"}
WHOLE_AFTER_DOT: Final = re.compile(rf"(?:19|20)[{DIGIT}]{{2}}|[{DIGIT}]{{1,4}}\s?[名人位家项条份]")
"""After `3.` these cannot be decimals: half a person is nobody."""


class Marker(NamedTuple):
    """A mark found in a line. A weak one may be a decimal (1.5万元) or a pair (1、2号楼)."""

    style: str
    number: int
    start: int
    end: int
    is_line_start: bool
    is_weak: bool


def number_of(style: str, text: str) -> int:
    """The value of a mark's number."""
    if style == "circle" and text >= "㉑":
        return ord(text) - ord("㉑") + 21 if text <= "㉟" else 0
    if style == "circle" and text >= "❶":
        return ord(text) - ord("❶") + 1
    if style in SIGNS:
        return ord(text) - ord(SIGNS[style]) + 1
    if text[0] in CHINESE or text[0] == "十":
        return from_chinese(text)
    return int(text)


def from_chinese(text: str) -> int:
    """二十三 → 23; 0 when it is not a number."""
    head, ten, tail = text.partition("十")
    if not ten:
        return CHINESE.index(text) if text in CHINESE and len(text) == 1 else 0
    if len(head) > 1 or len(tail) > 1:
        return 0
    return (CHINESE.index(head) if head else 1) * 10 + (CHINESE.index(tail) if tail else 0)


def find_markers(line: str) -> list[Marker]:
    """Every mark of a line that could start an item, left to right."""
    if not NUMBERED.search(line):
        return []
    found = [marker for style in STYLES for marker in _of_style(style, line)]
    return sorted(found, key=lambda marker: marker.start)


def _of_style(style: str, line: str) -> Iterator[Marker]:
    for match in STYLES[style].finditer(line):
        start, end = match.span()
        is_line_start = not line[:start].strip()
        if not is_line_start and (style in LINE_START_ONLY or not _follows_stop(style, line, start)):
            continue
        number = number_of(style, match[1])
        if number:
            yield Marker(style, number, start, end, is_line_start, _is_weak(style, line[end:]))


def _follows_stop(style: str, line: str, start: int) -> bool:
    if style in ANYWHERE:
        return True
    before = line[start - 1]
    if before in COLONS and line[start - 2 : start - 1].isdecimal():
        return False
    return before in AFTER_STOP and not (style == "dun" and before == "、")


def _is_weak(style: str, rest: str) -> bool:
    if style == "dot":
        return rest[:1].isdecimal() and not WHOLE_AFTER_DOT.match(rest)
    return style == "dun" and rest[:1].isdecimal()


def strip_running(text: str, expected: int) -> str | None:
    """The text without its leading mark when that carries the expected number, else None."""
    for marker in find_markers(text):
        is_sure = not marker.is_weak and marker.style not in NEEDS_TWO
        if marker.is_line_start and marker.number == expected and is_sure:
            return text[marker.end :].strip()
    return None
