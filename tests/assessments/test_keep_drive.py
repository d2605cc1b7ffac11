"""Opinion drives: prepared, begun with a link and a QR code, extended, closed."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.kit.db import Database
from tests.assessments.drives import (
    DRIVES_API,
    OPINIONS_API,
    QUESTIONS,
    act,
    close_year,
    create_drive,
    drive_body,
    form_of,
    open_drive,
    period,
    set_period,
)
from tests.conftest import SignIn
from tests.reviews.sheets import meeting
from tests.risks.sheets import events_of
from tests.world import World


@pytest.fixture
def li(world: World, sign_in: SignIn) -> TestClient:
    """李联络, who asks those 教务处 serves."""
    return sign_in(world.cast.li)


def patch(client: TestClient, drive: dict[str, Any], body: Any, tag: str = "now") -> Any:
    """PATCH."""
    return client.patch(f"{DRIVES_API}/{drive['id']}", json=body, headers={"If-Match": tag})


def test_it_works(session: Session, li: TestClient, world: World) -> None:
    drive = create_drive(li, world)
    assert (drive["state"], drive["link"], drive["is_open"]) == ("draft", None, False)
    assert drive["allowed_actions"] == ["edit", "open", "cancel"]
    edited = patch(li, drive, {"title": "教材工作意见征求"}, '"v1"').json()
    assert (edited["title"], edited["version"], edited["questions"]) == (
        "教材工作意见征求",
        2,
        drive["questions"],
    )
    opened = act(li, edited, "opening", tag='"v2"').json()
    assert (opened["state"], opened["is_open"]) == ("open", True)
    assert opened["link"].startswith("http://localhost:8000/opinions/")
    assert len(opened["link"].rpartition("/")[2]) == 24
    assert opened["allowed_actions"] == ["extend", "renew_link", "close"]
    closed = act(li, opened, "closing").json()
    assert (closed["state"], closed["is_open"], closed["allowed_actions"]) == ("closed", False, [])
    assert closed["closed_at"]
    assert events_of(session, "opinion_drive") == [
        f"opinion_drive.{verb}" for verb in ("created", "updated", "opened", "closed")
    ]
    listed = li.get(f"{DRIVES_API}?state=closed&year=2026&q=教材").json()
    assert [item["id"] for item in listed["items"]] == [drive["id"]]
    assert li.get(f"{DRIVES_API}?form=meeting").json()["total"] == 0


def test_the_qr_code_holds_the_link(li: TestClient, world: World) -> None:
    drive = create_drive(li, world)
    path = f"{DRIVES_API}/{drive['id']}/qr-code"
    assert li.get(path).status_code == 404
    act(li, drive, "opening")
    svg, png = li.get(path), li.get(f"{path}?format=png")
    assert (svg.headers["content-type"], png.headers["content-type"]) == ("image/svg+xml", "image/png")
    assert svg.text.startswith("<?xml")
    assert png.content.startswith(b"\x89PNG\r\n\x1a\n")
    before = svg.content
    act(li, drive, "link")
    assert li.get(path).content != before, "another link is another picture"
    assert li.get(f"{path}?format=gif").status_code == 422


def test_a_renewed_link_ends_the_former_one(li: TestClient, world: World, client: TestClient) -> None:
    drive = open_drive(li, world)
    renewed = act(li, drive, "link").json()
    assert client.get(form_of(drive)).status_code == 404
    assert client.get(form_of(renewed)).status_code == 200


def test_the_end_can_be_put_off(session: Session, li: TestClient, world: World, client: TestClient) -> None:
    drive = open_drive(li, world)
    set_period(session, drive, -5, -1)
    assert client.get(form_of(drive)).status_code == 410
    later = {"closes_at": period()["closes_at"]}
    assert act(li, drive, "extension", {"closes_at": period(closes=-0.5)["closes_at"]}).status_code == 422
    assert act(li, drive, "extension", later).json()["is_open"] is True
    assert client.get(form_of(drive)).status_code == 200


def test_a_meeting_has_its_record_and_no_link(database: Database, li: TestClient, world: World) -> None:
    held = meeting(database, world, department_id=world.academic, kind="unit_special")
    drive = open_drive(li, world, form="meeting", questions=[], meeting_id=held)
    assert (drive["meeting_id"], drive["link"]) == (held, None)
    assert drive["allowed_actions"] == ["extend", "close"]
    assert act(li, drive, "link").status_code == 403
    assert li.get(f"{DRIVES_API}/{drive['id']}/qr-code").status_code == 404
    for changes in ({"form": "interview", "meeting_id": held}, {"form": "meeting", "meeting_id": 999}):
        wrong = li.post(DRIVES_API, json=drive_body(world.academic) | changes)
        assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/meeting_id")


def test_a_drive_is_summed_up(li: TestClient, world: World, client: TestClient) -> None:
    drive = open_drive(li, world)
    for chosen, more in ((1, [1, 3]), (2, [3]), (1, [])):
        answers = [{"question": 1, "options": [chosen]}, {"question": 2, "options": more}]
        body = {"respondent": "student", "answers": answers}
        assert client.post(form_of(drive), json=body).status_code == 201
    summary = li.get(f"{DRIVES_API}/{drive['id']}/summary").json()
    assert summary["total"] == 3
    assert {item["state"]: item["count"] for item in summary["states"]} == {
        "pending": 3,
        "adopted": 0,
        "not_adopted": 0,
    }
    assert {item["respondent"]: item["count"] for item in summary["respondents"]}["student"] == 3
    tallies = [
        (one["answered_count"], [option["count"] for option in one["options"]])
        for one in summary["questions"]
    ]
    assert tallies == [(3, [2, 1]), (2, [1, 0, 2]), (0, [])]


@pytest.mark.parametrize(
    ("who", "status"), [("wang", 403), ("chen", 201), ("office", 201), ("lin", 403), ("other_head", 422)]
)
def test_each_asks_for_his_own_department(world: World, sign_in: SignIn, who: str, status: int) -> None:
    client = sign_in(getattr(world.cast, who))
    answer = client.post(DRIVES_API, json=drive_body(world.academic))
    assert answer.status_code in ((status, 403) if status == 422 else (status,))


def test_strangers_do_not_see_it(li: TestClient, world: World, sign_in: SignIn) -> None:
    drive = open_drive(li, world)
    for who, status in (("other_liaison", 404), ("wang", 403), ("system_admin", 403), ("oa", 403)):
        stranger = sign_in(getattr(world.cast, who))
        assert stranger.get(f"{DRIVES_API}/{drive['id']}").status_code == status
        assert stranger.get(f"{DRIVES_API}/{drive['id']}/qr-code").status_code == status
        assert act(stranger, drive, "closing").status_code == status
    reader = sign_in(world.cast.supervisor)
    assert reader.get(f"{DRIVES_API}/{drive['id']}").json()["allowed_actions"] == []
    assert act(reader, drive, "closing").status_code == 403


def test_each_state_has_its_actions(li: TestClient, world: World) -> None:
    drive = create_drive(li, world)
    for verb, body in (("extension", {"closes_at": period(closes=48)["closes_at"]}), ("link", None)):
        assert act(li, drive, verb, body).status_code == 409
    assert act(li, drive, "closing").status_code == 409
    cancelled = act(li, drive, "cancellation").json()
    assert cancelled["state"] == "cancelled"
    assert act(li, cancelled, "opening").status_code == 409
    opened = open_drive(li, world)
    assert patch(li, opened, {"questions": []}).status_code == 409
    assert act(li, opened, "cancellation").status_code == 409
    assert (
        act(
            li, act(li, opened, "closing").json(), "extension", {"closes_at": period(closes=48)["closes_at"]}
        ).status_code
        == 409
    )


def test_an_empty_or_late_questionnaire_does_not_begin(
    session: Session, li: TestClient, world: World
) -> None:
    empty, late = create_drive(li, world, questions=[]), create_drive(li, world)
    assert act(li, empty, "opening").json()["type"] == "/problems/no-questions"
    set_period(session, late, -5, -1)
    assert act(li, late, "opening").json()["type"] == "/problems/already-over"


def test_stale_and_careless_writers_are_refused(li: TestClient, world: World) -> None:
    drive = create_drive(li, world)
    patch(li, drive, {"introduction": "请如实填写"})
    assert act(li, drive, "opening", tag='"v1"').status_code == 412
    assert li.patch(f"{DRIVES_API}/{drive['id']}", json={}).status_code == 428
    no_key = li.post(f"{DRIVES_API}/{drive['id']}/closing", headers={"If-Match": "now"})
    assert no_key.status_code == 400


def test_a_closed_year_has_no_new_drives(session: Session, li: TestClient, world: World) -> None:
    drive = create_drive(li, world)
    close_year(session)
    refused = li.post(DRIVES_API, json=drive_body(world.academic))
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/year-closed")
    for answer in (patch(li, drive, {"title": "另一个名称"}), act(li, drive, "opening")):
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/year-closed")
    assert li.get(f"{DRIVES_API}/{drive['id']}").json()["state"] == "draft"


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"questions": [QUESTIONS[0] | {"options": ["满意"]}]}, "/questions/0/options"),
        ({"questions": [QUESTIONS[2] | {"options": ["一", "二"]}]}, "/questions/0/options"),
        ({"questions": [QUESTIONS[0] | {"options": ["同样", "同样"]}]}, "/questions/0/options"),
        ({"questions": [QUESTIONS[0] | {"kind": "stars"}]}, "/questions/0/kind"),
        ({"questions": QUESTIONS * 17}, "/questions"),
        ({"closes_at": "2026-01-01T00:00:00+08:00"}, "/closes_at"),
        ({"closes_at": "2026-01-01T00:00:00"}, "/closes_at"),
        ({"title": "题" * 201}, "/title"),
        ({"introduction": "长" * 4001}, "/introduction"),
    ],
)
def test_bad_bodies_are_refused(li: TestClient, world: World, changes: dict[str, Any], pointer: str) -> None:
    drive = create_drive(li, world)
    for answer in (li.post(DRIVES_API, json=drive_body(world.academic) | changes), patch(li, drive, changes)):
        assert answer.status_code == 422
        assert pointer in {error["pointer"] for error in answer.json()["errors"]}
    assert li.get(OPINIONS_API).json()["total"] == 0
