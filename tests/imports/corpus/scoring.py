"""Recall and precision of each field: facts that were meant against facts that were read."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from backend.imports.reader.parsed import (
    ParsedFile,
    ParsedForm,
    ParsedRow,
    PowerRow,
    RiskRow,
    SelfCheckRow,
    WarningRow,
)
from backend.imports.rules import Severity
from tests.imports.corpus.content import Case, Check, Expected, Power, Risk


class Fact(NamedTuple):
    """`anchor` names the row by what leads it, so that a lost row does not make its neighbours wrong."""

    form: int
    anchor: str
    field: str
    value: str


class Score(NamedTuple):
    """Counts over one field."""

    meant: int
    read: int
    right: int

    @property
    def recall(self) -> float:
        return self.right / self.meant if self.meant else 1.0

    @property
    def precision(self) -> float:
        return self.right / self.read if self.read else 1.0


def meant(case: Case) -> Counter[Fact]:
    """The facts of the labels."""
    return Counter(fact for at, form in enumerate(case.forms) for fact in _expected(at, form))


def read(parsed: ParsedFile) -> Counter[Fact]:
    """The facts of the reading."""
    return Counter(fact for at, form in enumerate(parsed.forms) for fact in _parsed(at, form))


def _facts(form: int, anchor: str, pairs: Iterable[tuple[str, str]]) -> Iterator[Fact]:
    return (Fact(form, anchor, field, value) for field, value in pairs if value)


def _head(form: int, pairs: Iterable[tuple[str, str]]) -> Iterator[Fact]:
    return _facts(form, "", pairs)


def _expected(at: int, form: Expected) -> Iterator[Fact]:
    yield from _head(
        at,
        (
            ("kind", form.kind.value),
            ("department", form.department),
            ("person_name", form.person),
            ("head_name", form.head),
            ("filled_on", form.filled_on),
        ),
    )
    for row in form.rows:
        match row:
            case Risk():
                yield from _risk(at, tuple(row.duty.split("\n")), *row[1:4], row.level, *row[5:])
            case Power():
                yield from _power(at, *row)
            case Check():
                yield from _check(at, *row)


def _parsed(at: int, form: ParsedForm) -> Iterator[Fact]:
    meta = form.meta
    yield from _head(
        at,
        (
            ("kind", form.kind.value),
            ("department", meta.department),
            ("person_name", meta.person_name),
            ("head_name", meta.head_name),
            ("filled_on", str(meta.filled_on or "")),
        ),
    )
    for row in form.rows:
        yield from _row(at, row)


def _row(at: int, row: ParsedRow) -> Iterator[Fact]:
    match row:
        case RiskRow():
            texts = row.risk_point, row.manifestation, row.causes
            return _risk(at, row.duties, *texts, row.level, row.measures, row.remark)
        case PowerRow():
            return _power(at, row.name, row.content, row.handling_body, row.basis)
        case SelfCheckRow():
            return _check(at, row.subject, row.duties, row.powers, row.risks)
        case WarningRow():
            return iter(())


def _risk(
    at: int,
    duties: tuple[str, ...],
    point: str,
    manifestation: str,
    causes: str,
    level: object,
    measures: str,
    remark: str = "",
) -> Iterator[Fact]:
    pairs = (
        *(("duties", duty) for duty in duties),
        ("risk_point", point),
        ("manifestation", manifestation),
        ("causes", causes),
        ("level", str(level or "")),
        ("measures", measures),
        ("remark", remark),
    )
    return _facts(at, point, pairs)


def _power(at: int, name: str, content: str, handling_body: str, basis: str) -> Iterator[Fact]:
    pairs = (
        ("power_name", name),
        ("content", content),
        ("handling_body", handling_body),
        ("basis", basis),
    )
    return _facts(at, name, pairs)


def _check(
    at: int, subject: str, duties: tuple[str, ...], powers: tuple[str, ...], risks: tuple[str, ...]
) -> Iterator[Fact]:
    lists = (("list_duties", duties), ("list_powers", powers), ("list_risks", risks))
    items = ((field, text) for field, texts in lists for text in texts)
    return _facts(at, subject, (("subject", subject), *items))


def scores(pairs: Iterable[tuple[Counter[Fact], Counter[Fact]]]) -> dict[str, Score]:
    """Field → score, over all files."""
    totals: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for wanted, found in pairs:
        for which, facts in enumerate((wanted, found, wanted & found)):
            for fact, count in facts.items():
                totals[fact.field][which] += count
    return {field: Score(*counts) for field, counts in totals.items()}


def doubts(parsed: ParsedFile) -> Counter[str]:
    """Codes of the findings that ask a person to look."""
    findings = (*parsed.findings, *(finding for form in parsed.forms for finding in form.findings))
    return Counter(finding.code for finding in findings if finding.severity is not Severity.note)
