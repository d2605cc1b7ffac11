"""The blanks around a table: 部门、姓名、职务、填表日期; and the lines that are titles, labels or notes."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import Final

from backend.imports.reader.findings import FindingLog
from backend.imports.reader.items import clean
from backend.imports.reader.parsed import FormMeta
from backend.imports.rules import META_WORDS, NOTE, PLACEHOLDER_NAME, SEAL, TITLES, Column, FormKind, squeeze

META_LABELS: Final = {squeeze(word): column for column, words in META_WORDS.items() for word in words.split()}
_SPACED: Final = "|".join(
    r"\s*".join("[（(]" if mark == "（" else "[）)]" if mark == "）" else re.escape(mark) for mark in word)
    for word in sorted(META_LABELS, key=len, reverse=True)
)
LABELLED: Final = re.compile(rf"({_SPACED})\s*[：:]")
OTHER_LABEL: Final = re.compile(r"(?:(?<!\s)\s{2,}|\u3000)\S{2,12}\s*[：:]")
TITLE_END: Final = re.compile(r"^(?:（[^（）]*）|参考样表\d*|样表\d*|续表?|\d)*$")
LABEL_LINE: Final = re.compile(r"^附[件表][一二三四五六七八九十\d]*(?:参考样表\d*)?[：:]?$")
LABEL_HEAD: Final = re.compile(r"^附[件表][一二三四五六七八九十\d]*[：:]?")
TITLE_LIMIT: Final = 60
DATE: Final = re.compile(r"(\d{4})\s*[年.\-/]\s*(\d{1,2})\s*[月.\-/]\s*(\d{1,2})")
CHINESE_DATE: Final = re.compile(
    r"([〇零○一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})"
)
DIGITS: Final = {mark: str(index) for index, mark in enumerate("〇一二三四五六七八九")} | {
    "零": "0",
    "○": "0",
}
BLANKS: Final = " _＿—\u3000\t"
TRAILING: Final = frozenset(
    {Column.filled_on, Column.filler_name, Column.supervising_leader, Column.head_name}
)
"""Blanks that may stand under a table."""

Values = dict[Column, str]


def is_label_line(text: str) -> bool:
    """`附件一：`, `附件1参考样表1：`."""
    return LABEL_LINE.match(squeeze(text)) is not None


def title_of(text: str) -> str | None:
    """The title when the line is one; sentences that mention a form are not."""
    squeezed = LABEL_HEAD.sub("", squeeze(text))
    if not squeezed or len(squeezed) > TITLE_LIMIT or "《" in squeezed or "：" in squeezed or ":" in squeezed:
        return None
    word = next((word for word in TITLES if word in squeezed), None)
    return clean(text) if word and TITLE_END.match(squeezed.partition(word)[2]) else None


def title_kind(title: str) -> FormKind | None:
    squeezed = squeeze(title)
    return next((kind for word, kind in TITLES.items() if kind and word in squeezed), None)


def is_note(text: str) -> bool:
    return NOTE.match(text.strip()) is not None


def read_values(line: str) -> Values:
    """Label → value pairs of one line, as typed. A line that begins with other words is no blank to fill."""
    matches = list(LABELLED.finditer(line))
    if matches and line[: matches[0].start()].strip(BLANKS):
        matches = []
    values: Values = {}
    ends = [*(item.start() for item in matches[1:]), len(line)]
    for match, end in zip(matches, ends, strict=False):
        column = META_LABELS[squeeze(match[1])]
        values.setdefault(column, _value(line[match.end() : end]))
    return values


def _value(text: str) -> str:
    """What is written into a blank: no seal mark, and not the next blank, whose label is none of ours."""
    return clean(SEAL.sub("", OTHER_LABEL.split(text, maxsplit=1)[0])).strip(BLANKS)


def read_cells(texts: Iterable[str]) -> Values:
    """The same for a table row: a label with a colon in its cell, or a label cell before its value cell."""
    values: Values = {}
    label: Column | None = None
    for text in texts:
        inline = read_values(text)
        if inline:
            values = inline | values
            label = next(reversed(inline)) if not list(inline.values())[-1] else None
        elif squeeze(text) in META_LABELS:
            label = META_LABELS[squeeze(text)]
        elif label is not None:
            values[label], label = values.get(label) or _value(text), None
    return values


def read_date(text: str) -> date | None:
    """2012年9月1日, 2012.9.1, 2012-09-01, 二〇一二年九月一日; None when it is none of these."""
    folded = unicodedata.normalize("NFKC", text)
    match = DATE.search(folded) or CHINESE_DATE.search(text)
    if match is None:
        return None
    year, month, day = (_number(part) for part in match.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _number(text: str) -> int:
    if text.isdecimal():
        return int(text)
    if "十" not in text:
        return int("".join(DIGITS[mark] for mark in text))
    head, _, tail = text.partition("十")
    return int((DIGITS[head] if head else "1") + (DIGITS[tail] if tail else "0"))


def make_meta(values: Values, log: FindingLog) -> FormMeta:
    """Typed values; what cannot be read is flagged."""
    person = values.get(Column.person_name, "")
    if PLACEHOLDER_NAME.match(person):
        log.add("placeholder-name", Column.person_name, person)
        person = ""
    written = values.get(Column.filled_on, "")
    filled_on = read_date(written)
    if filled_on is None and re.sub(r"[年月日\s_＿]", "", written):
        log.add("bad-date", Column.filled_on, written)
    return FormMeta(
        department=values.get(Column.department, ""),
        person_name=person,
        job_title=values.get(Column.job_title, ""),
        head_name=values.get(Column.head_name, ""),
        filler_name=values.get(Column.filler_name, ""),
        supervising_leader=values.get(Column.supervising_leader, ""),
        filled_on=filled_on,
    )
