"""A form the product hands out comes back as zero changes, whatever it says: every kind, every format it reads."""

from typing import Any, NamedTuple

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from backend.organization.rules import RiskLevel
from backend.risks.queries import POINTS
from tests.access.cells import rolled_back
from tests.conftest import SignIn
from tests.imports.test_return_documents import TRAPS, kept
from tests.imports.uploads import applied, counts, uploaded
from tests.world import World

API = "/api/v1"
NOW = {"If-Match": "now"}
FORMATS = ("docx", "xlsx")
HOW = settings(
    max_examples=8,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
"""Each example goes through the whole server several times; making a failing one smaller would take minutes."""

FORMULAS = ["=1+1", "+86", "-", "@SUM(A1)", "'甲", "http://a.b/c"]
NASTY = [*TRAPS, *FORMULAS, "１２．３", "一、甲\n二、乙", "2026-09-01", "00123"]
LETTERS = "甲乙丙丁，。；1234.、（）\n \t“”{}<>&\u2028😀"
TEXT = (st.text(LETTERS, max_size=30) | st.sampled_from(NASTY)).map(str.strip)
SAID = TEXT.filter(lambda text: bool(kept(text)))
LEVEL = st.sampled_from(list(RiskLevel)) | st.none()


class Risk(NamedTuple):
    """One row of a sheet."""

    duty: str
    name: str
    manifestation: str
    causes: str
    measures: str
    remark: str
    level: RiskLevel | None


class Power(NamedTuple):
    """One row of 附件一."""

    name: str
    content: str
    handling_body: str
    basis: str


RISKS = st.lists(st.builds(Risk, TEXT, SAID, TEXT, TEXT, TEXT, TEXT, LEVEL), min_size=1, max_size=4)
POWERS = st.lists(st.builds(Power, SAID, TEXT, TEXT, TEXT), min_size=1, max_size=3)
DUTIES = st.lists(SAID, max_size=3)


def sent(response: Any) -> Any:
    assert response.is_success, response.text
    return response.json()


def add_sheet(
    office: TestClient, session: Session, risks: list[Risk], place: dict[str, Any]
) -> int:
    """A sheet with these rows; levels as their units declared them."""
    sheet = sent(office.post(f"{API}/risk-inventories", json={"year": 2026, "filled_on": "2026-09-01"} | place))
    rows = [{name: value for name, value in risk._asdict().items() if name != "level"} for risk in risks]
    url = f"{API}/risk-inventories/{sheet['id']}/rows"
    stored = sent(office.put(url, json={"rows": rows}, headers=NOW))["rows"]
    for row, risk in zip(stored, risks, strict=True):
        values = {"declared_level": risk.level}
        session.execute(sa.update(POINTS).where(POINTS.c.id == row["id"]).values(values))
    return int(sheet["id"])


def add_powers(office: TestClient, powers: list[Power], place: dict[str, Any]) -> None:
    for power in powers:
        sent(office.post(f"{API}/powers", json=power._asdict() | place))


def stands(office: TestClient) -> dict[str, Any]:
    """Everything an import could touch, with its versions."""
    paths = ("departments", "positions", "powers", "risk-inventories", "risk-points")
    return {path: sent(office.get(f"{API}/{path}", params={"size": 200})) for path in paths}


def comes_back(office: TestClient, path: str, entries: int, **query: Any) -> None:
    """In every format: the document is read as what is stored, without an error, and applying it changes nothing."""
    for extension in FORMATS:
        one_comes_back(office, path, entries, query | {"format": extension})


def one_comes_back(office: TestClient, path: str, entries: int, query: dict[str, Any]) -> None:
    answer = office.get(f"{API}/documents/{path}", params=query)
    assert answer.status_code == 200, answer.text
    found = uploaded(office, answer.content)
    items = [item for form in found["forms"] for item in form["items"]]
    other = [(item["status"], item["values"], item["changes"]) for item in items if item["status"] != "unchanged"]
    assert other == []
    assert counts(found) == {"unchanged": entries}
    assert {item["reason"] for item in items} == {""}
    findings = [*found["findings"], *(one for form in found["forms"] for one in form["findings"])]
    assert [one for one in findings if one["severity"] == "error"] == []
    before = stands(office)
    assert applied(office, found)["allowed_actions"] == []
    assert stands(office) == before


@HOW
@given(risks=RISKS)
def test_department_sheets(
    sign_in: SignIn, world: World, session: Session, risks: list[Risk]
) -> None:
    office = sign_in(world.cast.office)
    with rolled_back(session):
        place = {"kind": "department", "department_id": world.academic}
        sheet_id = add_sheet(office, session, risks, place)
        comes_back(office, f"risk-inventories/{sheet_id}", len(risks))


@HOW
@given(risks=RISKS)
def test_position_sheets(
    sign_in: SignIn, world: World, session: Session, risks: list[Risk]
) -> None:
    office = sign_in(world.cast.office)
    with rolled_back(session):
        place = {"kind": "position", "position_id": world.textbook_post, "filler_id": world.cast.wang.person}
        sheet_id = add_sheet(office, session, risks, place)
        comes_back(office, f"risk-inventories/{sheet_id}", len(risks))


@HOW
@given(powers=POWERS)
def test_power_catalogues(
    sign_in: SignIn, world: World, session: Session, powers: list[Power]
) -> None:
    office = sign_in(world.cast.office)
    with rolled_back(session):
        add_powers(office, powers, {"department_id": world.academic})
        where = {"department_id": world.academic}
        comes_back(office, "power-catalogue", len(powers), **where)


@pytest.mark.parametrize("owner", ["positions", "departments"])
@HOW
@given(duties=DUTIES, powers=POWERS, risks=RISKS)
def test_self_checks(
    sign_in: SignIn,
    world: World,
    session: Session,
    owner: str,
    duties: list[str],
    powers: list[Power],
    risks: list[Risk],
) -> None:
    office = sign_in(world.cast.office)
    if owner == "positions":
        target_id = world.textbook_post
        place = {"kind": "position", "position_id": target_id, "filler_id": world.cast.wang.person}
        holder = {"department_id": world.academic, "position_id": target_id}
    else:
        target_id = world.procurement
        place = {"kind": "department", "department_id": target_id}
        holder = {"department_id": target_id}
    with rolled_back(session):
        sent(office.patch(f"{API}/{owner}/{target_id}", json={"duties": duties}, headers=NOW))
        add_powers(office, powers, holder)
        add_sheet(office, session, risks, place)
        entries = len(duties) + len(powers) + len({risk.name for risk in risks})
        comes_back(office, f"self-checks/{owner}/{target_id}", entries)
