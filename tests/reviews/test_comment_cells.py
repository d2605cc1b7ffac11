"""GET and POST /reviews/{id}/comments, POST /review-comments/{id}/resolution."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from sqlmodel import Session

from backend.kit.db import Database
from backend.kit.journal import pending
from backend.reviews.comments import actions
from backend.reviews.comments.schemas import CommentCreate
from tests.conftest import SignIn
from tests.reviews.sheets import REVIEWS, actor_of, submitted_sheet
from tests.world import World

REMARK = {"row_id": 9, "field": "manifestation", "text": "请写明由谁、在哪个环节可能发生。"}


@pytest.fixture
def review_id(database: Database, world: World) -> int:
    """王老师's sheet before 陈处长."""
    return submitted_sheet(database, world)


def remark(client: TestClient, review_id: int, **changes: Any) -> Response:
    """Writes a comment."""
    answer: Response = client.post(f"{REVIEWS}/{review_id}/comments", json=REMARK | changes)
    return answer


def resolve(client: TestClient, comment: dict[str, Any], tag: str | None = None) -> Response:
    """Marks it as dealt with."""
    headers = {"If-Match": tag or f'"v{comment["version"]}"'}
    path = f"/api/v1/review-comments/{comment['id']}/resolution"
    answer: Response = client.post(path, headers=headers)
    return answer


def test_it_works(world: World, sign_in: SignIn, review_id: int) -> None:
    chen, wang = sign_in(world.cast.chen), sign_in(world.cast.wang)
    answer = remark(chen, review_id)
    assert answer.status_code == 201, answer.text
    comment = answer.json()
    assert {name: comment[name] for name in REMARK} == REMARK
    assert (comment["author_name"], comment["round"], comment["resolved_at"]) == ("陈处长", 1, None)
    assert chen.get(f"{REVIEWS}/{review_id}").json()["open_comments"] == 1
    [seen] = wang.get(f"{REVIEWS}/{review_id}/comments").json()["items"]
    assert seen["can_resolve"] is True
    done = resolve(wang, seen)
    assert done.status_code == 200, done.text
    assert (done.json()["resolved_by_name"], done.headers["etag"]) == ("王老师", '"v2"')
    assert chen.get(f"{REVIEWS}/{review_id}").json()["open_comments"] == 0


def test_they_are_filtered_in_the_order_they_were_written(
    world: World, sign_in: SignIn, review_id: int
) -> None:
    chen, path = sign_in(world.cast.chen), f"{REVIEWS}/{review_id}/comments"
    first = remark(chen, review_id).json()
    second = remark(chen, review_id, row_id=10, field="").json()
    third = remark(chen, review_id, row_id=None, field="", text="整张表请再对照职责。").json()
    assert resolve(chen, second).status_code == 200

    def ids(**query: Any) -> list[int]:
        return [item["id"] for item in chen.get(path, params=query).json()["items"]]

    assert ids() == [first["id"], second["id"], third["id"]]
    assert ids(row_id=10) == [second["id"]]
    assert ids(is_open=True) == [first["id"], third["id"]]
    assert ids(is_open=False) == [second["id"]]
    assert chen.get(path, params={"colour": "red"}).status_code == 422


def test_it_is_journaled_without_its_text(session: Session, world: World, review_id: int) -> None:
    body = CommentCreate.model_validate(REMARK)
    actions.create_comment(session, actor_of(session, world.cast.chen), review_id, body)
    [happening] = pending(session)
    assert happening.action == "review.commented"
    assert (happening.details["row_id"], happening.details["field"]) == (9, "manifestation")
    assert REMARK["text"] not in happening.details.values()


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("wang", 201),
        ("li", 201),
        ("lin", 201),
        ("dean", 201),
        ("office", 201),
        ("supervisor", 403),
        ("outsider", 404),
        ("other_head", 404),
    ],
)
def test_who_may_remark(world: World, sign_in: SignIn, review_id: int, who: str, status: int) -> None:
    answer = remark(sign_in(getattr(world.cast, who)), review_id)
    assert answer.status_code == status, answer.text


@pytest.mark.parametrize(
    ("who", "status"),
    [("chen", 200), ("wang", 200), ("li", 200), ("dean", 403), ("supervisor", 403), ("other_head", 404)],
)
def test_who_may_resolve_what_a_head_remarked(
    world: World, sign_in: SignIn, review_id: int, who: str, status: int
) -> None:
    comment = remark(sign_in(world.cast.chen), review_id).json()
    assert resolve(sign_in(getattr(world.cast, who)), comment).status_code == status


def test_it_is_resolved_once(world: World, sign_in: SignIn, review_id: int) -> None:
    chen = sign_in(world.cast.chen)
    comment = remark(chen, review_id).json()
    assert resolve(chen, comment).status_code == 200
    assert resolve(chen, comment).status_code == 412
    again = resolve(chen, comment, "now")
    assert (again.status_code, again.json()["type"]) == (409, "/problems/already-resolved")
    assert chen.post(f"/api/v1/review-comments/{comment['id']}/resolution").status_code == 428


@pytest.mark.parametrize(
    "changes",
    [
        {"text": ""},
        {"text": "长" * 1001},
        {"row_id": 0},
        {"field": "Drop Table"},
        {"field": "a" * 61},
        {"author_name": "别人"},
    ],
)
def test_bad_bodies_are_refused(
    world: World, sign_in: SignIn, review_id: int, changes: dict[str, Any]
) -> None:
    assert remark(sign_in(world.cast.chen), review_id, **changes).status_code == 422
