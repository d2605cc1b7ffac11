"""Forty files in as many ways of writing, made without knowing how forms are read (decision 22)."""

from tests.imports.clerks.measuring import measure
from tests.imports.clerks.truth import CLERKS, forty, labels

KNOWN_MISSES = {("自查表合并科室", "list_risks")}
"""`1 分房…` and `2 周转房…`: bare numbers before what may be minutes and weeks."""


def test_what_forty_clerks_meant_is_read() -> None:
    scores, faults = measure(forty())
    assert {(fault.file, fault.fact.field) for fault in faults} == KNOWN_MISSES
    assert sum(score.meant for score in scores.values()) > 900


def test_each_clerk_has_labels() -> None:
    assert len(forty()) == 40
    assert CLERKS.keys() == labels().keys()
