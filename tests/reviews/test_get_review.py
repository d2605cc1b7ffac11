"""GET /reviews/{id}."""

from backend.kit.db import Database
from tests.conftest import SignIn
from tests.reviews.sheets import REVIEWS, submitted_sheet
from tests.world import World


def test_it_works(database: Database, world: World, sign_in: SignIn) -> None:
    review_id = submitted_sheet(database, world)
    answer = sign_in(world.cast.chen).get(f"{REVIEWS}/{review_id}")
    assert answer.status_code == 200
    body = answer.json()
    assert (body["subject_kind"], body["subject_id"], body["decisions"]) == ("risk_inventory", 501, [])
    assert body["submitted_by_name"] == body["owner_name"] == "王老师"
    assert answer.headers["etag"].startswith('"v2-')


def test_an_unchanged_review_is_not_sent_again(database: Database, world: World, sign_in: SignIn) -> None:
    review_id = submitted_sheet(database, world)
    wang, path = sign_in(world.cast.wang), f"{REVIEWS}/{review_id}"
    tag = wang.get(path).headers["etag"]
    answer = wang.get(path, headers={"If-None-Match": tag})
    assert (answer.status_code, answer.content) == (304, b"")
    offered_more = sign_in(world.cast.chen).get(path, headers={"If-None-Match": tag})
    assert offered_more.status_code == 200


def test_a_stranger_finds_nothing(database: Database, world: World, sign_in: SignIn) -> None:
    review_id = submitted_sheet(database, world)
    outsider = sign_in(world.cast.outsider)
    assert outsider.get(f"{REVIEWS}/{review_id}").status_code == 404
    assert outsider.get(f"{REVIEWS}/{review_id + 1}").status_code == 404


def test_bad_numbers_are_refused(world: World, sign_in: SignIn) -> None:
    office = sign_in(world.cast.office)
    for number in ("0", "-1", "x", str(2**53)):
        assert office.get(f"{REVIEWS}/{number}").status_code == 422
