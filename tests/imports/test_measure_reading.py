"""Recall and precision of every field over the handout's samples and the filled files of the corpus."""

from collections import Counter
from functools import cache

import pytest

from backend.imports.reader.forms import read_file
from backend.imports.reader.parsed import ParsedFile
from tests.imports.corpus.content import Case
from tests.imports.corpus.documents import LISTS
from tests.imports.corpus.layouts import LAYOUTS
from tests.imports.corpus.oddities import ODDITIES
from tests.imports.corpus.samples import handout
from tests.imports.corpus.scoring import Fact, doubts, meant, read, scores
from tests.imports.corpus.tables import TABLES
from tests.imports.corpus.zips import ZIPS

KNOWN_MISSES: frozenset[tuple[str, str]] = frozenset()
"""File and field of what the reader does not get right and cannot be brought to; each must be flagged in the file."""

FIELDS = frozenset(
    {"kind", "department", "person_name", "head_name", "filled_on", "duties", "risk_point", "manifestation"}
    | {"causes", "level", "measures", "remark", "power_name", "content", "handling_body", "basis", "subject"}
    | {"list_duties", "list_powers", "list_risks"}
)


@cache
def cases() -> dict[str, Case]:
    made = [*handout(), *(make() for make in (*LISTS, *LAYOUTS, *TABLES, *ODDITIES, *ZIPS))]
    return {case.name: case for case in made}


NAMES = list(cases())


@cache
def parsed(name: str) -> ParsedFile:
    return read_file(cases()[name].data)


def differences(name: str) -> Counter[Fact]:
    wanted, found = meant(cases()[name]), read(parsed(name))
    return (wanted - found) + (found - wanted)


def test_there_are_thirty_files_beside_the_samples() -> None:
    assert len(handout()) == 4
    assert len(NAMES) - 4 >= 30


@pytest.mark.parametrize("name", NAMES)
def test_each_file_reads_as_it_was_meant(name: str) -> None:
    missed = {(name, fact.field) for fact in differences(name)}
    assert missed == {known for known in KNOWN_MISSES if known[0] == name}


@pytest.mark.parametrize("name", NAMES)
def test_each_doubt_is_raised_and_no_other(name: str) -> None:
    assert set(doubts(parsed(name))) == cases()[name].codes


def test_no_miss_goes_unflagged() -> None:
    assert all(doubts(parsed(name)) for name in NAMES if differences(name))


def test_recall_and_precision_of_every_field() -> None:
    found = scores((meant(cases()[name]), read(parsed(name))) for name in NAMES)
    known = {field for _, field in KNOWN_MISSES}
    assert found.keys() == FIELDS
    assert all(score.meant > 0 for score in found.values())
    assert {field for field, score in found.items() if (score.recall, score.precision) != (1, 1)} == known


def test_a_miss_would_show() -> None:
    case = cases()["csv GBK"]
    spoilt = read_file(case.data.replace("试题".encode("gb18030"), b"").replace("高".encode("gb18030"), b"x"))
    score = scores([(meant(case), read(spoilt))])["level"]
    assert score.recall < 1
    assert "level-unknown" in doubts(spoilt)
