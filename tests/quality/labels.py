"""How a sheet of the labelled set is written down: every row with the doubts a careful reviewer would raise.

What was labelled how:
- a measure is a slogan when it names no act whose doing could be checked afterwards, however long it is;
- a manifestation is shallow when it would fit any post of any office;
- a risk is outside the duties when a reader finds no duty and no power it could grow from. A row that says nothing
  in particular is shallow, not outside, and a row hung on somebody else's power is foreign, not outside besides;
- a power is without risk when no row is about it or linked to it;
- a row is copied when it is another post's word for word or with a few words exchanged, or another department's word
  for word;
- "无", "同上" and a stroke are empty cells.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from backend.organization.rules import KeyArea
from backend.quality.rules import PowerFacts, QualityCheck, RowFacts, SheetFacts
from backend.quality.wording import digest, normalized

Label = tuple[QualityCheck, int | None]
HINT = "等级与岗位层级、职权大小不相称"


@dataclass(frozen=True)
class LabelledRow:
    """A row and what is wrong with it."""

    facts: RowFacts
    expected: tuple[QualityCheck, ...]
    copied_from: str | None
    is_from_abroad: bool


@dataclass(frozen=True)
class LabelledSheet:
    """A sheet and everything that is wrong with it."""

    title: str
    facts: SheetFacts
    expected: frozenset[Label]


def row(
    name: str,
    manifestation: str,
    causes: str,
    measures: str,
    *expected: QualityCheck,
    power: int | None = None,
    duty: str = "",
    has_cause_kinds: bool = False,
    copied_from: str | None = None,
    is_from_abroad: bool = False,
) -> LabelledRow:
    """A row; `power` counts the sheet's powers from 1, `copied_from` names the post with the very same row,
    `is_from_abroad` says that another department handed the very same in."""
    hints = (HINT,) if QualityCheck.level_off_anchor in expected else ()
    facts = RowFacts(
        0, name, manifestation, duty, causes, has_cause_kinds, measures, power_id=power, hints=hints
    )
    return LabelledRow(facts, expected, copied_from, is_from_abroad)


def wordings(rows: Iterable[RowFacts]) -> frozenset[str]:
    """Fingerprints of rows as the system keeps them."""
    found = (digest(row.name, row.manifestation) for row in rows)
    return frozenset(one for one in found if one is not None)


def together_in_a_college(sheets: Sequence[LabelledSheet]) -> tuple[LabelledSheet, ...]:
    """Each sheet beside what all other departments handed in before it; a title begins with the department."""
    said = list[tuple[str, frozenset[str]]]()
    found = list[LabelledSheet]()
    for sheet in sheets:
        department = sheet.title.split()[0]
        others = [words for where, words in said if where != department]
        found.append(replace(sheet, facts=replace(sheet.facts, abroad=sheet.facts.abroad.union(*others))))
        said.append((department, wordings(sheet.facts.rows)))
    return tuple(found)


def labelled(
    title: str,
    duties: Sequence[str],
    powers: Sequence[str],
    *rows: LabelledRow,
    key_area: KeyArea | None = None,
    key_areas: Sequence[KeyArea] = (),
    is_of_department: bool = False,
    elsewhere: Sequence[tuple[str, str]] = (),
    expected: Sequence[QualityCheck] = (),
) -> LabelledSheet:
    """A sheet; `elsewhere` are (post, row) pairs, `expected` what is wrong with the sheet as a whole."""
    copied = [(row.copied_from, row.facts.text) for row in rows if row.copied_from]
    facts = SheetFacts(
        duties=tuple(duties),
        powers=tuple(
            PowerFacts(number, text.split("：")[0], text.replace("：", " "))
            for number, text in enumerate(powers, 1)
        ),
        rows=tuple(row.facts for row in rows),
        key_areas=tuple(filter(None, (key_area, *key_areas))),
        is_of_department=is_of_department,
        elsewhere={normalized(text): post for post, text in [*elsewhere, *copied]},
        abroad=wordings(row.facts for row in rows if row.is_from_abroad),
    )
    labels: set[Label] = {(check, None) for check in expected}
    labels.update((check, number) for number, row in enumerate(rows) for check in row.expected)
    return LabelledSheet(title, facts, frozenset(labels))


def department(
    title: str,
    duties: Sequence[str],
    powers: Sequence[str],
    *rows: LabelledRow,
    key_areas: Sequence[KeyArea] = (),
    expected: Sequence[QualityCheck] = (),
) -> LabelledSheet:
    """附件二 of a department whose posts and powers are in these key areas."""
    return labelled(
        title, duties, powers, *rows, key_areas=key_areas, is_of_department=True, expected=expected
    )
