"""The college's own scale: prepared, tried out, adopted, frozen; versions stay readable."""

from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.assessments.levels.actions import relevel_all
from backend.organization.queries import POSITIONS
from tests.assessments.scales import API, RULES, SCALE, adopt, create_scale
from tests.assessments.test_choose_level_rule import levels
from tests.conftest import SignIn
from tests.risks.sheets import ROW, events_of, filled_sheet
from tests.world import World


@pytest.fixture
def office(session: Session, world: World, sign_in: SignIn) -> TestClient:
    """The office, with every position leveled by the default rule."""
    rows = [ROW | {"name": f"风险{number}"} for number in range(3)]
    filled_sheet(sign_in(world.cast.li), world, rows, position_id=world.liaison_post)
    relevel_all(session)
    return sign_in(world.cast.office)


def test_it_works(session: Session, world: World, office: TestClient) -> None:
    scale = create_scale(office)
    assert (scale["number"], scale["state"], scale["rule"]) == (1, "draft", "own_scale/1")
    assert scale["allowed_actions"] == ["edit", "adopt", "retire"]
    assert any("Ⅱ级" in clause and "5 分起" in clause for clause in scale["clauses"])
    answer = adopt(office, scale)
    assert answer.status_code == 200, answer.text
    assert (answer.json()["pack"], answer.json()["scale_id"]) == ("own_scale", scale["id"])
    assert answer.json()["packs"][-1]["rule"] == "own_scale/1"
    found = levels(session)
    assert (found[world.liaison_post], found[world.procurement_post]) == ("medium", "medium")
    assert (found[world.leader_post], found[world.head_post]) == ("high", "medium")
    post = office.get(f"/api/v1/positions/{world.liaison_post}").json()
    assert (post["level_rule"], "风险点 3 分；共 3 分，达到“Ⅲ级”" in post["level_explanation"]) == (
        "own_scale/1",
        True,
    )
    assert events_of(session, "level_scale") == ["level_scale.created", "level_scale.adopted"]


def test_the_simulation_is_what_happens(session: Session, office: TestClient) -> None:
    scale, before = create_scale(office), levels(session)
    forecast = office.get(f"{RULES}/own_scale/simulation?size=200&scale_id={scale['id']}").json()
    assert levels(session) == before, "nothing is stored"
    assert office.get(f"{API}/{scale['id']}").json()["state"] == "draft"
    assert adopt(office, scale).status_code == 200
    after = levels(session)
    changed = {key: (before[key], after[key]) for key in before if before[key] != after[key]}
    assert changed
    assert {
        item["position_id"]: (item["former_level"], item["level"]) for item in forecast["items"]
    } == changed
    explained = dict(session.execute(sa.select(POSITIONS.c.id, POSITIONS.c.level_explanation)).all())
    assert all(item["explanation"] == explained[item["position_id"]] for item in forecast["items"])


def test_an_edited_draft_must_be_tried_out_again(session: Session, office: TestClient) -> None:
    scale, before = create_scale(office), levels(session)
    edited = office.patch(
        f"{API}/{scale['id']}", json={"vetoes": ["decisive_influence"]}, headers={"If-Match": '"v1"'}
    )
    assert (edited.status_code, edited.json()["vetoes"]) == (200, ["decisive_influence"])
    raced = adopt(office, scale)
    assert (raced.status_code, raced.json()["type"]) == (409, "/problems/raced")
    assert levels(session) == before
    assert adopt(office, edited.json()).status_code == 200


def test_an_adopted_version_never_changes(session: Session, office: TestClient) -> None:
    first = create_scale(office)
    adopt(office, first)
    for verb, path, body in (("PATCH", "", {"note": "改一改"}), ("POST", "/retirement", None)):
        refused = office.request(verb, f"{API}/{first['id']}{path}", json=body, headers={"If-Match": "now"})
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/illegal-transition")
    harder = create_scale(office, grades=[SCALE["grades"][0] | {"at_least": 1}, SCALE["grades"][3]])
    assert harder["number"] == 2
    adopt(office, harder)
    second = levels(session)
    assert adopt(office, first).status_code == 200, "one may go back to a former version"
    assert levels(session) != second
    history = office.get(f"{RULES}/choices").json()
    assert [item["scale_number"] for item in history["items"]] == [1, 2, 1]
    assert all(item["reason"] == "院党委会研究确定" for item in history["items"])
    listed = office.get(f"{API}?state=adopted&sort=oldest").json()["items"]
    assert [item["number"] for item in listed] == [1, 2]


def test_adopting_the_same_again_changes_nothing(session: Session, office: TestClient) -> None:
    scale = create_scale(office)
    adopt(office, scale)
    before = events_of(session, "position")
    assert adopt(office, scale, reason="再说一遍").json()["reason"] == "院党委会研究确定"
    assert events_of(session, "position") == before
    assert office.get(f"{RULES}/choices").json()["total"] == 1


def test_a_retired_draft_is_not_adopted(session: Session, office: TestClient) -> None:
    scale, before = create_scale(office), levels(session)
    retired = office.post(f"{API}/{scale['id']}/retirement", headers={"If-Match": "now"}).json()
    assert (retired["state"], retired["allowed_actions"]) == ("retired", [])
    assert adopt(office, retired).status_code == 409
    assert levels(session) == before


@pytest.mark.parametrize("who", ["wang", "li", "chen", "lin", "dean", "supervisor"])
def test_only_the_office_prepares(world: World, sign_in: SignIn, office: TestClient, who: str) -> None:
    scale, client = create_scale(office), sign_in(getattr(world.cast, who))
    assert client.post(API, json=SCALE).status_code == 403
    assert adopt(client, scale).status_code == 403
    assert client.get(f"{API}/{scale['id']}").json()["allowed_actions"] == []


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"scores": {"tier": [2, 1, 0]}}, "/scores/tier"),
        ({"scores": {"tier": [0, 1]}}, "/scores/tier"),
        ({"scores": {"tier": [0, 1, 101]}}, "/scores/tier/2"),
        ({"scores": {"high_point": 1, "low_point": 2}}, "/scores/high_point"),
        ({"scores": {"luck": 1}}, "/scores/luck"),
        ({"grades": SCALE["grades"][:1]}, "/grades"),
        ({"grades": SCALE["grades"][:3]}, "/grades/2/at_least"),
        ({"grades": SCALE["grades"][::-1]}, "/grades/1/at_least"),
        ({"grades": [SCALE["grades"][0], SCALE["grades"][3] | {"label": "Ⅰ级"}]}, "/grades/1/label"),
        (
            {"grades": [SCALE["grades"][2], SCALE["grades"][3] | {"counts_as": "high"}]},
            "/grades/1/counts_as",
        ),
        ({"vetoes": ["bad_luck"]}, "/vetoes/0"),
        ({"name": ""}, "/name"),
    ],
)
def test_a_scale_that_could_lower_is_refused(
    office: TestClient, changes: dict[str, Any], pointer: str
) -> None:
    scale = create_scale(office)
    for answer in (
        office.post(API, json=SCALE | changes),
        office.patch(f"{API}/{scale['id']}", json=changes, headers={"If-Match": "now"}),
    ):
        assert answer.status_code == 422
        assert pointer in {error["pointer"] for error in answer.json()["errors"]}


def test_a_rule_names_its_version(office: TestClient) -> None:
    scale = create_scale(office)
    assert adopt(office, scale, scale_id=None).status_code == 422
    assert adopt(office, scale, pack="count").status_code == 422
    assert adopt(office, scale, scale_id=999).status_code == 404
    assert office.get(f"{RULES}/own_scale/simulation").status_code == 422
    assert office.get(f"{RULES}/own_scale/simulation?scale_id=999").status_code == 404
    stale = office.patch(f"{API}/{scale['id']}", json={"note": "改"}, headers={"If-Match": '"v9"'})
    assert stale.status_code == 412
    assert office.patch(f"{API}/{scale['id']}", json={"note": "改"}).status_code == 428
