"""How often the checks are right: precision and recall over the labelled sheets.

`python -m tests.quality.test_measure_checks` prints the table, every miss and every false alarm.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from backend.quality.rules import QualityCheck, inspect
from tests.quality.labelled import LABELLED
from tests.quality.labels import Label, LabelledSheet

Place = tuple[LabelledSheet, Label]

FLOORS = {
    QualityCheck.power_without_risk: (0.6, 0.8),
    QualityCheck.key_area_uncovered: (0.7, 0.7),
    QualityCheck.outside_duty: (0.7, 0.7),
    QualityCheck.foreign_power: (1.0, 1.0),
    QualityCheck.copied: (1.0, 0.8),
    QualityCheck.shallow: (0.95, 0.75),
    QualityCheck.empty_cause: (1.0, 1.0),
    QualityCheck.empty_measure: (1.0, 1.0),
    QualityCheck.slogan_measure: (0.95, 0.8),
    QualityCheck.level_off_anchor: (1.0, 1.0),
}
"""Precision and recall of each check over the whole set, a little below what was measured."""
TUNED, HELD_OUT = LABELLED[::2], LABELLED[1::2]
"""The words of the checks may be improved on the first half; the second shows whether that carries over."""


@dataclass
class Score:
    """What a check, or all of them, found over a set of sheets."""

    hits: int = 0
    missed: list[Place] = field(default_factory=list)
    false: list[Place] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """The share of the findings that are right."""
        found = self.hits + len(self.false)
        return self.hits / found if found else 1.0

    @property
    def recall(self) -> float:
        """The share of the defects that are found."""
        real = self.hits + len(self.missed)
        return self.hits / real if real else 1.0


def measure(sheets: Sequence[LabelledSheet]) -> dict[QualityCheck, Score]:
    """The score of every check. Two findings of one check at one place count once."""
    scores = {check: Score() for check in QualityCheck}
    for sheet in sheets:
        found = {(finding.check, finding.row) for finding in inspect(sheet.facts)}
        for label in found | sheet.expected:
            score = scores[label[0]]
            if label not in found:
                score.missed.append((sheet, label))
            elif label not in sheet.expected:
                score.false.append((sheet, label))
            else:
                score.hits += 1
    return scores


def together(scores: dict[QualityCheck, Score]) -> Score:
    """All checks as one."""
    parts = scores.values()
    return Score(
        sum(part.hits for part in parts),
        [place for part in parts for place in part.missed],
        [place for part in parts for place in part.false],
    )


def table(scores: dict[QualityCheck, Score]) -> str:
    """The scores as text, one check a line."""
    lines = [f"{'check':20}{'real':>6}{'missed':>8}{'false':>7}{'precision':>11}{'recall':>8}"]
    for name, score in [*((str(check), score) for check, score in scores.items()), ("all", together(scores))]:
        real = score.hits + len(score.missed)
        lines.append(
            f"{name:20}{real:6}{len(score.missed):8}{len(score.false):7}{score.precision:11.3f}{score.recall:8.3f}"
        )
    return "\n".join(lines)


def described(place: Place) -> str:
    """Where something was missed or wrongly found, with the text concerned."""
    sheet, (check, number) = place
    if number is None:
        return f"{check:20} {sheet.title}"
    row = sheet.facts.rows[number]
    said = row.measures if check == QualityCheck.slogan_measure else row.text
    return f"{check:20} {sheet.title} {number + 1}: {said}"


def test_the_set_has_every_defect_in_both_halves_and_mostly_clean_rows() -> None:
    for half in (TUNED, HELD_OUT):
        assert {check for sheet in half for check, _ in sheet.expected} == set(QualityCheck)
        rows = [(sheet, number) for sheet in half for number in range(len(sheet.facts.rows))]
        doubted = {
            (sheet.title, number) for sheet in half for _, number in sheet.expected if number is not None
        }
        assert len(doubted) < len(rows) / 2


@pytest.mark.parametrize("check", QualityCheck)
def test_each_check_is_as_good_as_it_was(check: QualityCheck) -> None:
    score = measure(LABELLED)[check]
    precision, recall = FLOORS[check]
    assert score.precision >= precision, "\n".join(map(described, score.false))
    assert score.recall >= recall, "\n".join(map(described, score.missed))


@pytest.mark.parametrize(
    ("sheets", "precision", "recall"), [(TUNED, 0.95, 0.9), (HELD_OUT, 0.85, 0.8)], ids=["tuned", "held out"]
)
def test_all_checks_together(sheets: Sequence[LabelledSheet], precision: float, recall: float) -> None:
    score = together(measure(sheets))
    assert score.precision >= precision, "\n".join(map(described, score.false))
    assert score.recall >= recall, "\n".join(map(described, score.missed))


def test_a_check_that_finds_nothing_or_everything_scores_badly() -> None:
    sheet = next(sheet for sheet in LABELLED if sheet.expected)
    silent = Score(missed=[(sheet, label) for label in sheet.expected])
    loud = Score(false=[(sheet, (QualityCheck.copied, 0))])
    assert (silent.recall, loud.precision) == (0.0, 0.0)
    assert together({QualityCheck.copied: silent, QualityCheck.shallow: loud}).false == loud.false


def main() -> None:
    """Print everything, whole and by halves."""
    for title, sheets in (("even, tuned on", TUNED), ("odd, held out", HELD_OUT), ("whole", LABELLED)):
        scores = measure(sheets)
        print(f"\n{title}: {len(sheets)} sheets, {sum(len(sheet.facts.rows) for sheet in sheets)} rows")
        print(table(scores))
    score = together(measure(LABELLED))
    for title, places in (("missed", score.missed), ("false", score.false)):
        print(f"\n{title}")
        for place in places:
            print(" ", "even" if LABELLED.index(place[0]) % 2 == 0 else "odd ", described(place))


if __name__ == "__main__":
    main()
