"""台账 of a closed year: what was written stays, what is archived afterwards is added (opinion.txt line 33)."""

from typing import Any

import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.campaigns.queries import CAMPAIGNS
from tests.campaigns.rounds import ANY, ok, problem, simple, submitted
from tests.campaigns.test_keep_ledger import PATH, RETIRE, enter
from tests.conftest import SignIn
from tests.measures.plans import li, office
from tests.risks.sheets import YEAR
from tests.world import World
from tests.years.test_freeze_year import close, is_intact, lines_of

__all__ = ["li", "office"]
Found = dict[str, Any]


def retire(client: TestClient, line: Found) -> Any:
    """Strikes a line out."""
    return client.post(f"{PATH}/{line['id']}/retirement", json=RETIRE, headers=ANY)


def ids_filed(office: TestClient) -> list[int]:
    """The lines in the closed year's file."""
    return [line["data"]["id"] for line in lines_of(office) if line["kind"] == "custody_record"]


def test_it_works(world: World, office: TestClient, li: TestClient) -> None:
    before = ok(enter(li, world.academic))
    assert (before["year"], before["is_after_closing"]) == (YEAR, False)
    close(office)
    after = ok(enter(li, world.academic, action="archive", place="学院档案室"))
    assert (after["year"], after["is_after_closing"]) == (YEAR, True)
    shown = {one["id"]: one["is_after_closing"] for one in ok(li.get(PATH))["items"]}
    assert shown == {before["id"]: False, after["id"]: True}
    assert ids_filed(office) == [before["id"]]
    assert is_intact(office)


def test_what_was_closed_is_not_struck_out_any_more(world: World, office: TestClient, li: TestClient) -> None:
    before = ok(enter(li, world.academic))
    wrong = ok(enter(li, world.academic))
    assert retire(li, wrong).status_code == 200
    close(office)
    assert problem(retire(li, before)) == (409, "year-closed")
    assert problem(retire(office, before)) == (409, "year-closed")
    assert is_intact(office)


def test_what_was_added_afterwards_is(world: World, office: TestClient, li: TestClient) -> None:
    close(office)
    after = ok(enter(li, world.academic, action="archive"))
    assert ok(retire(li, after))["retire_reason"] == RETIRE["reason"]
    assert is_intact(office)


def test_a_line_belongs_to_the_year_of_what_was_handed_in(
    session: Session, world: World, office: TestClient, li: TestClient
) -> None:
    """Papers of a year are archived in the next."""
    sent = submitted(li, simple(office), world.academic)
    session.execute(sa.update(CAMPAIGNS).values(year=YEAR - 1))
    session.commit()
    line = ok(enter(li, world.academic, submission_id=sent["id"]))
    assert line["year"] == YEAR - 1
    close(office, YEAR - 1)
    assert problem(retire(li, line)) == (409, "year-closed")
    assert ok(enter(li, world.academic, submission_id=sent["id"]))["is_after_closing"] is True
    assert ok(enter(li, world.academic))["is_after_closing"] is False, "this year is open"
    assert is_intact(office, YEAR - 1)


def test_a_stranger_adds_nothing_to_it(
    world: World, sign_in: SignIn, office: TestClient, li: TestClient
) -> None:
    close(office)
    line = ok(enter(li, world.academic))
    other = sign_in(world.cast.other_liaison)
    assert enter(other, world.academic).status_code == 422
    assert other.get(f"{PATH}/{line['id']}").status_code == 404
    assert retire(other, line).status_code == 404


def test_a_line_that_was_changed_or_taken_away_shows(
    session: Session, world: World, office: TestClient, li: TestClient
) -> None:
    line = ok(enter(li, world.academic))
    close(office)
    session.execute(sa.text("UPDATE custody_record SET copies = 9 WHERE id = :id"), {"id": line["id"]})
    session.commit()
    assert not is_intact(office)
    session.execute(sa.text("DELETE FROM custody_record WHERE id = :id"), {"id": line["id"]})
    session.commit()
    assert not is_intact(office)
