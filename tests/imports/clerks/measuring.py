"""The corpus's scorer over the files of forty clerks, and what was read wrong without a doubt about it.

A clerk's line breaks and the mark that ends a text are not what the labels are about: both sides are compared without.
"""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from backend.imports.reader.forms import read_file
from backend.imports.reader.parsed import (
    Finding,
    ParsedFile,
    ParsedForm,
    ParsedRow,
    PowerRow,
    RiskRow,
    SelfCheckRow,
    WarningRow,
)
from backend.imports.rules import Column, Severity
from tests.imports.corpus.content import Case
from tests.imports.corpus.scoring import Fact, Score, meant, read, scores

ENDS = "；;。，,、"


class Fault(NamedTuple):
    """A fact missed, or one read that nobody meant."""

    file: str
    fact: Fact
    is_missed: bool
    is_doubted: bool

    def __str__(self) -> str:
        way = "漏读" if self.is_missed else "多读"
        return f"{self.file}，第 {self.fact.form + 1} 份，{self.fact.anchor}：{way} {self.fact.field} {self.fact.value}"


def wanted(case: Case) -> Counter[Fact]:
    """The labels' facts, the post on the head of the form among them."""
    posts = Counter(Fact(at, "", "post", form.post) for at, form in enumerate(case.forms) if form.post)
    return _loose(meant(case) + posts)


def found(parsed: ParsedFile) -> Counter[Fact]:
    """The reading's facts."""
    titles = (form.meta.job_title for form in parsed.forms)
    posts = Counter(Fact(at, "", "post", title) for at, title in enumerate(titles) if title)
    return _loose(read(parsed) + posts)


def _loose(facts: Counter[Fact]) -> Counter[Fact]:
    made: Counter[Fact] = Counter()
    for fact, count in facts.items():
        made[fact._replace(anchor=bare(fact.anchor), value=bare(fact.value))] += count
    return made


def bare(text: str) -> str:
    """Without white space and the mark at the end."""
    return "".join(text.split()).rstrip(ENDS)


def measure(cases: list[Case]) -> tuple[dict[str, Score], list[Fault]]:
    """Field → score, and every fault."""
    readings = [(case, read_file(case.data)) for case in cases]
    pairs = [(wanted(case), found(parsed)) for case, parsed in readings]
    faults = [
        fault
        for (case, parsed), (meaning, reading) in zip(readings, pairs, strict=True)
        for fault in _faults(case.name, parsed, meaning, reading)
    ]
    return scores(pairs), faults


def _faults(
    name: str, parsed: ParsedFile, meaning: Counter[Fact], reading: Counter[Fact]
) -> Iterator[Fault]:
    for is_missed, facts in ((True, meaning - reading), (False, reading - meaning)):
        for fact in facts.elements():
            yield Fault(name, fact, is_missed, is_doubted(parsed, fact))


def is_doubted(parsed: ParsedFile, fact: Fact) -> bool:
    """Whether the person who checks the import is sent there: to the row, or to its form where no row has that name."""
    if fact.form >= len(parsed.forms):
        return bool(_asking(parsed.findings)) or any(_asking(form.findings) for form in parsed.forms)
    form = parsed.forms[fact.form]
    asked = _asking(form.findings)
    places = _places(form, fact.anchor)
    here = [finding for finding in asked if (finding.table, finding.row) in places] if places else asked
    return bool(here) or bool(_asking(parsed.findings))


def _asking(findings: tuple[Finding, ...] | list[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.severity is not Severity.note]


def _places(form: ParsedForm, anchor: str) -> set[tuple[int, int]]:
    return {(row.table, row.row) for row in form.rows if anchor and bare(_lead(row)) == anchor}


def _lead(row: ParsedRow) -> str:
    match row:
        case RiskRow():
            return row.risk_point
        case PowerRow():
            return row.name
        case SelfCheckRow():
            return row.subject
        case WarningRow():
            return row.texts.get(Column.subject_name, "")
