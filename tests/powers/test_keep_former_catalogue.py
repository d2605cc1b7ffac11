"""A catalogue of a year that is over stays as it was approved, whatever the powers say since."""

from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.kit.table import today
from backend.reviews.queries import REVIEWS
from tests.conftest import SignIn
from tests.organization.trail import problem
from tests.powers.catalogue import change
from tests.powers.test_review_catalogue import PATH, approved, li, opened
from tests.reviews.sheets import decide
from tests.world import World

__all__ = ["li"]
LAST = today().year - 1
"""A year whose work is over."""


def gone_stale(session: Session, li: TestClient, catalogue: dict[str, Any]) -> None:
    """The powers of today were the change that waited to be looked at when the catalogue's year ended."""
    waiting = {"is_stale": True, "current_hash": li.get(f"{PATH}/{catalogue['id']}").json()["content_hash"]}
    session.execute(sa.update(REVIEWS).where(REVIEWS.c.id == catalogue["review_id"]).values(**waiting))
    session.commit()


def content_of(li: TestClient, catalogue: dict[str, Any]) -> tuple[bool, str]:
    """Whether it waits to be reconfirmed, and the content of its one power."""
    body = li.get(f"{PATH}/{catalogue['id']}").json()
    assert body["state"] == "approved"
    return body["is_stale"], body["rows"][0]["content"]


def test_a_change_after_the_year_does_not_touch_its_catalogue(
    world: World, li: TestClient, sign_in: SignIn, power: int
) -> None:
    former = approved(world, li, sign_in, power, LAST)
    change(li, "PATCH", f"/{power}", {"content": "新的一年"})
    assert content_of(li, former) == (False, "组织教材的征订与选用")


def test_beginning_the_next_year_settles_a_stale_former_catalogue(
    world: World, li: TestClient, sign_in: SignIn, power: int, session: Session
) -> None:
    former, lin = approved(world, li, sign_in, power, LAST), sign_in(world.cast.lin)
    signed = lin.get(f"/api/v1/reviews/{former['review_id']}").json()["content_hash"]
    change(li, "PATCH", f"/{power}", {"content": "年底的改动"})
    gone_stale(session, li, former)
    [waiting] = lin.get("/api/v1/reviews", params={"mine": True}).json()["items"]
    assert waiting["id"] == former["review_id"]
    opened(li, world, LAST + 1)
    assert content_of(li, former) == (False, "组织教材的征订与选用")
    assert lin.get("/api/v1/reviews", params={"mine": True}).json()["items"] == []
    assert lin.get(f"/api/v1/reviews/{former['review_id']}").json()["content_hash"] == signed
    problem(decide(lin, former["review_id"], {"decision": "reconfirm"}), 409, "illegal-transition")


def test_beginning_an_earlier_or_anothers_catalogue_settles_nothing(
    world: World, li: TestClient, sign_in: SignIn, power: int, session: Session
) -> None:
    stale = approved(world, li, sign_in, power, LAST)
    change(li, "PATCH", f"/{power}", {"content": "年底的改动"})
    gone_stale(session, li, stale)
    opened(li, world, LAST - 1)
    body = {"department_id": world.finance, "year": LAST + 1}
    assert sign_in(world.cast.other_liaison).post(PATH, json=body).status_code == 201
    assert content_of(li, stale) == (True, "组织教材的征订与选用")


@pytest.mark.parametrize(
    ("later", "kept"),
    [("", "年底的改动"), ("新的一年", "组织教材的征订与选用")],
    ids=["as signed", "gone on"],
)
def test_reconfirming_a_former_year_takes_only_what_was_signed(
    world: World, li: TestClient, sign_in: SignIn, power: int, session: Session, later: str, kept: str
) -> None:
    former = approved(world, li, sign_in, power, LAST)
    change(li, "PATCH", f"/{power}", {"content": "年底的改动"})
    gone_stale(session, li, former)
    if later:
        change(li, "PATCH", f"/{power}", {"content": later})
    answer = decide(sign_in(world.cast.lin), former["review_id"], {"decision": "reconfirm"})
    assert answer.status_code == 201, answer.text
    assert content_of(li, former) == (False, kept)
