"""GET /power-catalogues/{id}/comparison: 附件一 beside what was handed in before, and beside the year before."""

from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.reviews.comparisons.queries import COPIES
from tests.conftest import SignIn
from tests.powers.catalogue import add_power, change
from tests.powers.test_keep_former_catalogue import LAST
from tests.powers.test_review_catalogue import APPROVE, PATH, act, approved, confirm, li, opened
from tests.reviews.sheets import decide
from tests.world import World

__all__ = ["li"]
Found = dict[str, Any]
REDO = {"decision": "send_back", "reasons": ["incomplete"], "opinion": "漏了教材结算的权力。"}


def compare(client: TestClient, catalogue: Found, against: str = "last_submission") -> Any:
    """GET, which has to work."""
    answer = client.get(f"{PATH}/{catalogue['id']}/comparison", params={"against": against})
    assert answer.status_code == 200, answer.text
    return answer.json()


def changes(body: Any) -> list[tuple[str, list[str]]]:
    """What became of each power."""
    return [(row["change"], row["cells"]) for row in body["rows"]]


def edit(li: TestClient, power: int, **fields: Any) -> None:
    """Changes a power and confirms it again."""
    assert change(li, "PATCH", f"/{power}", fields).status_code == 200
    confirm(li, power)


@pytest.fixture
def redone(world: World, li: TestClient, sign_in: SignIn, power: int, session: Session) -> Found:
    """教务处's catalogue of two powers, sent back; handed in again with the first changed, one gone, one new."""
    gone = add_power(session, world.academic, "P002", name="学籍变更", sort=20)
    catalogue = opened(li, world)
    confirm(li, power)
    confirm(li, gone)
    assert act(li, catalogue["id"], "submission").status_code == 200
    assert decide(sign_in(world.cast.chen), catalogue["review_id"], REDO).status_code == 201
    edit(li, power, content="选用和结算", key_area="personnel")
    assert change(li, "POST", f"/{gone}/retirement", {"reason": "划归教务科"}).status_code == 200
    confirm(li, add_power(session, world.academic, "P003", name="教材结算", sort=30))
    answer = act(li, catalogue["id"], "submission")
    assert answer.status_code == 200, answer.text
    body: Found = answer.json()
    return body


def test_it_works(world: World, sign_in: SignIn, redone: Found) -> None:
    body = compare(sign_in(world.cast.chen), redone)
    assert (body["round"], body["gap"], body["base"]["round"]) == (2, None, 1)
    assert (body["base"]["submitted_by_name"], body["base"]["is_reconfirmed"]) == ("李联络", False)
    assert changes(body) == [("changed", ["content", "key_area"]), ("added", []), ("removed", [])]
    mended, new, gone = body["rows"]
    assert (mended["before"]["content"], mended["after"]["content"]) == ("组织教材的征订与选用", "选用和结算")
    assert (new["after"]["name"], gone["before"]["name"]) == ("教材结算", "学籍变更")
    assert (mended["after"]["position_name"], gone["before"]["number"]) == ("教材管理岗", 2)


def test_each_submission_is_kept_and_never_changed(
    session: Session, world: World, sign_in: SignIn, redone: Found
) -> None:
    def kept() -> list[tuple[int, int, list[str]]]:
        statement = sa.select(COPIES).where(COPIES.c.review_id == redone["review_id"]).order_by(COPIES.c.id)
        found = session.execute(statement).mappings()
        return [(copy["round"], copy["edition"], [row["name"] for row in copy["rows"]]) for copy in found]

    before = [(1, 0, ["教材选用", "学籍变更"]), (2, 0, ["教材选用", "教材结算"])]
    assert kept() == before
    assert decide(sign_in(world.cast.chen), redone["review_id"], REDO).status_code == 201
    assert kept() == before


def test_a_first_submission_has_nothing_before_it(world: World, li: TestClient, power: int) -> None:
    catalogue = opened(li, world)
    confirm(li, power)
    for state in (catalogue, act(li, catalogue["id"], "submission").json()):
        body = compare(li, state)
        assert (body["base"], body["gap"], body["rows"]) == (None, "first", [])


def test_what_was_reconfirmed_comes_before_the_next_amendment(
    world: World, li: TestClient, sign_in: SignIn, power: int
) -> None:
    catalogue, lin = approved(world, li, sign_in, power), sign_in(world.cast.lin)
    edit(li, power, content="选用和结算")
    body = compare(lin, catalogue)
    assert (body["base"]["is_reconfirmed"], changes(body)) == (False, [("changed", ["content"])])
    assert decide(lin, catalogue["review_id"], {"decision": "reconfirm"}).status_code == 201
    edit(li, power, boundary="不含教材费收取")
    body = compare(lin, catalogue)
    assert (body["base"]["round"], body["base"]["is_reconfirmed"]) == (1, True)
    assert (body["base"]["submitted_by_name"], changes(body)) == ("林副院长", [("changed", ["boundary"])])


def test_it_lies_beside_the_year_before(world: World, li: TestClient, sign_in: SignIn, power: int) -> None:
    former = approved(world, li, sign_in, power, LAST)
    # Spaces and punctuation are no change from one year to the next.
    edit(li, power, content="组织教材的征订 与选用。", handling_body="教务处教材科")
    catalogue = opened(li, world, LAST + 1)
    body = compare(sign_in(world.cast.chen), catalogue, "last_year")
    assert (body["base"]["subject_id"], body["base"]["year"]) == (former["id"], LAST)
    assert (body["base"]["round"], body["base"]["submitted_by_name"]) == (None, None)
    assert changes(body) == [("changed", ["handling_body"])]


def test_a_year_before_that_was_not_approved_is_none(
    world: World, li: TestClient, power: int, sign_in: SignIn
) -> None:
    catalogue = opened(li, world, LAST)
    confirm(li, power)
    assert act(li, catalogue["id"], "submission").status_code == 200
    body = compare(li, opened(li, world, LAST + 1), "last_year")
    assert (body["base"], body["gap"], body["rows"]) == (None, "no_sheet", [])
    for who in (world.cast.chen, world.cast.lin):
        assert decide(sign_in(who), catalogue["review_id"], APPROVE).status_code == 201


@pytest.mark.parametrize(
    ("who", "status"), [("lin", 200), ("supervisor", 200), ("outsider", 404), ("other_head", 404)]
)
def test_whoever_reads_the_catalogue_compares_it(
    world: World, sign_in: SignIn, redone: Found, who: str, status: int
) -> None:
    client = sign_in(getattr(world.cast, who))
    for against in ("last_submission", "last_year"):
        path = f"{PATH}/{redone['id']}/comparison?against={against}"
        assert client.get(path).status_code == status


@pytest.mark.parametrize("query", ["against=next_year", "colour=red"])
def test_bad_queries_are_refused(li: TestClient, world: World, power: int, query: str) -> None:
    catalogue = opened(li, world)
    assert li.get(f"{PATH}/{catalogue['id']}/comparison?{query}").status_code == 422
    assert li.get(f"{PATH}/999999/comparison").status_code == 404
