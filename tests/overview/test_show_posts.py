"""GET /overview/posts: my posts, my sheet, and what happened to it."""

from typing import Any

from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.kit.table import today
from tests.conftest import SignIn
from tests.measures.plans import li, measure, plan, point_id
from tests.risks.sheets import ROW, YEAR, act, decide, filled_sheet, leave_post
from tests.world import World

__all__ = ["li", "measure", "plan", "point_id"]


def posts(client: TestClient, **params: Any) -> list[dict[str, Any]]:
    answer = client.get("/api/v1/overview/posts", params=params)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def test_it_works(world: World, sign_in: SignIn) -> None:
    wang, chen = sign_in(world.cast.wang), sign_in(world.cast.chen)
    (post,) = posts(wang)
    assert (post["position_id"], post["position_name"]) == (world.textbook_post, "教材管理岗")
    assert (post["department_name"], post["sheet"], post["handover_id"]) == ("教务处", None, None)
    sheet = filled_sheet(wang, world, [ROW], year=today().year)
    (post,) = posts(wang)
    assert (post["sheet"]["id"], post["sheet"]["state"], post["sheet"]["points"]) == (sheet["id"], "draft", 1)
    assert post["sheet"]["latest_decision"] is None
    submitted = act(wang, sheet, "submission").json()
    said = {"reasons": ["shallow"], "opinion": "请写明由谁、在哪个环节可能发生。"}
    assert decide(chen, submitted, "send_back", **said).status_code == 201
    found = posts(wang)[0]["sheet"]
    assert found["state"] == "sent_back"
    assert found["latest_decision"]["opinion"] == said["opinion"]
    assert found["latest_decision"]["decided_by_name"] == "陈处长"


def test_everybody_sees_only_his_own(world: World, sign_in: SignIn) -> None:
    wang = sign_in(world.cast.wang)
    filled_sheet(wang, world, [ROW], year=today().year)
    for who in (world.cast.chen, world.cast.li, world.cast.office, world.cast.outsider):
        assert world.textbook_post not in {post["position_id"] for post in posts(sign_in(who))}


def test_a_post_that_was_left_is_no_longer_mine(world: World, sign_in: SignIn, session: Session) -> None:
    leave_post(session, world)
    session.commit()
    assert posts(sign_in(world.cast.wang)) == []


def test_measures_of_the_post_are_counted_by_year(
    world: World, sign_in: SignIn, measure: dict[str, Any]
) -> None:
    wang = sign_in(world.cast.wang)
    assert measure["year"] == YEAR
    assert [(one["measures"], one["overdue_measures"]) for one in posts(wang, year=YEAR)] == [(1, 0)]
    assert posts(wang, year=YEAR - 1)[0]["measures"] == 0
