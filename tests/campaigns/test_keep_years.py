"""Years are open or closed, and a closed one never changes (opinion.txt line 77)."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from backend.campaigns.queries import WORK_YEARS
from backend.campaigns.rules import YearState
from backend.campaigns.years.queries import refuse_closed
from backend.kit.problems import Problem
from backend.kit.table import now
from tests.access.witnesses import codes, events
from tests.conftest import SignIn
from tests.world import World

PATH = "/api/v1/work-years"


def close(session: Session, year: int) -> None:
    """Closes a year as the closing of the whole round will."""
    values = {"state": YearState.closed, "closed_at": now(), "digest": "a" * 64}
    session.execute(sa.update(WORK_YEARS).where(WORK_YEARS.c.year == year).values(**values))


def test_it_works(world: World, sign_in: SignIn, session: Session) -> None:
    office = sign_in(world.cast.office)
    made = office.post(PATH, json={"year": 2027})
    assert made.status_code == 201, made.text
    assert made.json()["state"] == "open"
    assert made.headers["etag"] == '"v1"'
    assert office.post(PATH, json={"year": 2026}).status_code == 201
    wang = sign_in(world.cast.wang)
    assert [row["year"] for row in wang.get(PATH).json()["items"]] == [2027, 2026]
    assert [row["year"] for row in wang.get(f"{PATH}?sort=oldest").json()["items"]] == [2026, 2027]
    assert wang.get(f"{PATH}/2027").json() == made.json()
    assert [event["details"] for event in events(session, "work_year.opened")] == [
        {"year": 2027},
        {"year": 2026},
    ]


def test_a_closed_year_shows_its_digest(world: World, sign_in: SignIn, session: Session) -> None:
    office = sign_in(world.cast.office)
    for year in (2025, 2026):
        office.post(PATH, json={"year": year})
    close(session, 2025)
    assert office.get(f"{PATH}/2025").json()["digest"] == "a" * 64
    assert [row["year"] for row in office.get(f"{PATH}?state=closed").json()["items"]] == [2025]
    assert [row["year"] for row in office.get(f"{PATH}?state=open").json()["items"]] == [2026]


def test_a_closed_year_refuses_writes(world: World, sign_in: SignIn, session: Session) -> None:
    sign_in(world.cast.office).post(PATH, json={"year": 2025})
    refuse_closed(session, 2025)
    refuse_closed(session, 1999)
    close(session, 2025)
    with pytest.raises(Problem) as caught:
        refuse_closed(session, 2025)
    assert (caught.value.status, caught.value.slug) == (409, "year-closed")
    assert "2025" in str(caught.value.detail)


def test_a_year_exists_once(world: World, sign_in: SignIn, session: Session) -> None:
    office = sign_in(world.cast.office)
    office.post(PATH, json={"year": 2025})
    assert office.post(PATH, json={"year": 2025}).json()["type"] == "/problems/already-exists"
    close(session, 2025)
    assert office.post(PATH, json={"year": 2025}).status_code == 409


def test_only_the_office_opens_years(world: World, sign_in: SignIn) -> None:
    for who in (world.cast.wang, world.cast.li, world.cast.chen, world.cast.lin, world.cast.dean):
        assert sign_in(who).post(PATH, json={"year": 2028}).status_code == 403


def test_bad_input_is_refused(world: World, sign_in: SignIn) -> None:
    office = sign_in(world.cast.office)
    assert codes(office.post(PATH, json={"year": 1999})) == [("/year", "greater_than_equal")]
    assert codes(office.post(PATH, json={})) == [("/year", "missing")]
    assert codes(office.get(f"{PATH}?status=open")) == [("status", "extra_forbidden")]
    assert office.get(f"{PATH}/2050").status_code == 404
    assert office.get(f"{PATH}/1").status_code == 422


@pytest.mark.parametrize(
    "values",
    [{"state": YearState.closed}, {"closed_at": now()}, {"state": YearState.closed, "closed_at": now()}],
)
def test_the_database_keeps_state_and_digest_together(
    world: World, sign_in: SignIn, session: Session, values: dict[str, object]
) -> None:
    sign_in(world.cast.office).post(PATH, json={"year": 2025})
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(sa.update(WORK_YEARS).where(WORK_YEARS.c.year == 2025).values(**values))
