"""Ctrl+K over the kinds of the yearly round respects reach."""

from typing import Any

from fastapi.testclient import TestClient
from sqlmodel import Session

from tests.campaigns.rounds import draft, simple
from tests.communications.cases import ask, draft_notice, publish, schedule
from tests.conftest import SignIn
from tests.measures.plans import li, measure, plan, point_id
from tests.risks.sheets import ROW, filled_sheet, leave_post, take_post
from tests.world import World

__all__ = ["li", "measure", "plan", "point_id"]


def find(client: TestClient, text: str) -> set[tuple[str, int]]:
    answer = client.get("/api/v1/search", params={"q": text})
    assert answer.status_code == 200, answer.text
    return {(hit["kind"], hit["id"]) for hit in answer.json()["items"]}


def test_it_works(world: World, sign_in: SignIn, measure: dict[str, Any]) -> None:
    office, chen = sign_in(world.cast.office), sign_in(world.cast.chen)
    deliverable = simple(office)
    notice, question, meeting = publish(office, world), ask(chen, world), schedule(chen, world)
    for reader in (office, chen):
        assert ("campaign", deliverable["campaign_id"]) in find(reader, "专项活动")
        assert ("deliverable", deliverable["id"]) in find(reader, "情况报告")
        assert ("notice", notice["id"]) in find(reader, "职权目录")
        assert ("question", question["id"]) in find(reader, "兼岗")
        assert ("meeting", meeting["id"]) in find(reader, "专题会议")
        assert ("measure", measure["id"]) in find(reader, "每月公开")


def test_strangers_find_nothing_of_it(world: World, sign_in: SignIn, measure: dict[str, Any]) -> None:
    office, chen = sign_in(world.cast.office), sign_in(world.cast.chen)
    publish(office, world, department_ids=[world.academic])
    ask(chen, world)
    schedule(chen, world)
    for stranger in (world.cast.outsider, world.cast.other_head, world.cast.other_liaison):
        for text in ("职权目录", "兼岗", "专题会议", "每月公开"):
            assert find(sign_in(stranger), text) == set(), (stranger.name, text)


def test_what_is_being_prepared_is_for_its_writers(world: World, sign_in: SignIn) -> None:
    office = sign_in(world.cast.office)
    campaign, notice = draft(office), draft_notice(office, world)
    assert ("campaign", campaign["id"]) in find(office, "廉政风险防控工作")
    assert ("notice", notice["id"]) in find(office, "职权目录")
    for reader in (world.cast.chen, world.cast.supervisor):
        kinds = {kind for kind, _ in find(sign_in(reader), "廉政") | find(sign_in(reader), "职权目录")}
        assert not kinds & {"campaign", "deliverable", "notice"}


def test_who_follows_in_a_post_finds_its_risks(world: World, sign_in: SignIn, session: Session) -> None:
    """The risks belong to the post (handout.txt line 234): whoever holds it finds what his predecessor wrote."""
    sheet = filled_sheet(sign_in(world.cast.wang), world, [ROW])
    heir, point = sign_in(world.cast.outsider), ("risk_point", sheet["rows"][0]["id"])
    assert point not in find(heir, ROW["manifestation"])
    leave_post(session, world)
    take_post(session, world.cast.outsider.person, world.textbook_post)
    assert point in find(heir, ROW["manifestation"])
    assert heir.get(f"/api/v1/risk-points/{point[1]}").status_code == 200
