"""The public form: open to everybody while it is open, and nothing of the writer is kept."""

import json
import logging
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlmodel import Session, SQLModel

from backend.assessments.drives.queries import OPINIONS
from backend.assessments.forms import actions, routes
from backend.assessments.forms.rules import PER_ADDRESS
from backend.kit.journal import Event
from backend.kit.table import table_of
from backend.kit.throttle import Throttle
from tests.assessments.drives import (
    OPINIONS_API,
    PUBLIC_API,
    QUESTIONS,
    act,
    close_year,
    create_drive,
    form_of,
    open_drive,
    set_period,
)
from tests.clients import AppClient
from tests.conftest import SignIn
from tests.world import World

ADDRESS = "203.0.113.77"
ANSWER: dict[str, Any] = {
    "respondent": "student",
    "answers": [{"question": 1, "options": [2]}, {"question": 3, "text": "请公示教材选用结果"}],
    "text": "选用教材时没有听取学生意见。",
}


@pytest.fixture
def li(world: World, sign_in: SignIn) -> TestClient:
    """李联络, who asked."""
    return sign_in(world.cast.li)


@pytest.fixture
def drive(li: TestClient, world: World) -> dict[str, Any]:
    """教务处's questionnaire, open."""
    return open_drive(li, world)


@pytest.fixture
def passer_by(app: FastAPI) -> TestClient:
    """Somebody without an account, at an address of his own."""
    return AppClient(app, client=(ADDRESS, 50_000))


def opinions(session: Session) -> int:
    """How many were stored."""
    return int(session.execute(sa.select(sa.func.count()).select_from(OPINIONS)).scalar_one())


def test_it_works(li: TestClient, drive: dict[str, Any], passer_by: TestClient) -> None:
    form = passer_by.get(form_of(drive))
    assert form.status_code == 200, form.text
    assert set(form.json()) == {"title", "department_name", "introduction", "questions", "closes_at"}
    assert [question["text"] for question in form.json()["questions"]] == [one["text"] for one in QUESTIONS]
    answer = passer_by.post(form_of(drive), json=ANSWER)
    assert (answer.status_code, set(answer.json())) == (201, {"received_at"})
    [item] = li.get(f"{OPINIONS_API}?drive_id={drive['id']}").json()["items"]
    assert (item["source"], item["state"], item["respondent"]) == ("public", "pending", "student")
    assert (item["text"], item["recorded_by_name"]) == (ANSWER["text"], "")
    full = li.get(f"{OPINIONS_API}/{item['id']}").json()
    assert full["answers"] == [
        {"question": 1, "options": [2], "text": ""},
        {"question": 3, "options": [], "text": "请公示教材选用结果"},
    ]
    assert full["allowed_actions"] == ["adopt", "decline"], "what came from outside is not edited"


def test_nothing_of_the_writer_is_stored(
    session: Session, drive: dict[str, Any], passer_by: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    headers = {
        "User-Agent": "a-telling-browser",
        "Referer": "https://example.org/from",
        "X-Forwarded-For": ADDRESS,
    }
    body = ANSWER | {"respondent": "parent"}
    assert passer_by.post(form_of(drive), json=body, headers=headers).status_code == 201
    assert passer_by.post(form_of(drive), json={"text": 7}, headers=headers).status_code == 422
    assert not any(trace in caplog.text for trace in (ADDRESS, "a-telling-browser", "example.org"))
    assert caplog.records, "something is logged, so that the line above can fail"
    assert opinions(session) == 1
    for table in SQLModel.metadata.sorted_tables:
        for row in session.execute(sa.select(table)).mappings():
            text = json.dumps(dict(row), default=str, ensure_ascii=False)
            assert not any(
                trace in text for trace in (ADDRESS, "203.0.113", "a-telling-browser", "example.org")
            )
    events = table_of(Event)
    found = sa.select(events.c.actor_kind, events.c.actor_id, events.c.details)
    [event] = session.execute(found.where(events.c.action == "opinion.submitted")).all()
    assert (event.actor_kind, event.actor_id) == ("system", None)
    assert ANSWER["text"] not in json.dumps(event.details, ensure_ascii=False)


def test_script_stays_text(li: TestClient, drive: dict[str, Any], passer_by: TestClient) -> None:
    attack = "<script>alert('1')</script><img src=x onerror=alert(2)> =HYPERLINK(\"x\") {{7*7}}"
    body = ANSWER | {"text": attack, "answers": [ANSWER["answers"][0], {"question": 3, "text": attack}]}
    assert passer_by.post(form_of(drive), json=body).status_code == 201
    [item] = li.get(OPINIONS_API).json()["items"]
    answer = li.get(f"{OPINIONS_API}/{item['id']}")
    assert (answer.json()["text"], answer.json()["answers"][1]["text"]) == (attack, attack)
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_expired_and_closed_forms_are_gone(
    session: Session, li: TestClient, world: World, passer_by: TestClient
) -> None:
    expired, closed, late = (open_drive(li, world) for _ in range(3))
    set_period(session, expired, -5, -0.001)
    act(li, closed, "closing")
    for drive in (expired, closed):
        for answer in (passer_by.get(form_of(drive)), passer_by.post(form_of(drive), json=ANSWER)):
            assert (answer.status_code, answer.json()["type"]) == (410, "/problems/gone")
    close_year(session)
    assert passer_by.get(form_of(late)).status_code == 410
    assert passer_by.post(form_of(late), json=ANSWER).status_code == 410
    assert opinions(session) == 0


def test_a_form_to_come_is_not_answered(
    session: Session, drive: dict[str, Any], passer_by: TestClient
) -> None:
    set_period(session, drive, 1, 24)
    for answer in (passer_by.get(form_of(drive)), passer_by.post(form_of(drive), json=ANSWER)):
        assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-open-yet")
    assert opinions(session) == 0


@pytest.mark.parametrize(
    "token", ["x" * 24, "1", "0", "None", "null", "-", "%27%20OR%201=1", "AAAAAAAAAAAAAAAAAAAAAAAA"]
)
def test_forged_links_lead_nowhere(
    session: Session, li: TestClient, world: World, passer_by: TestClient, token: str
) -> None:
    create_drive(li, world)
    open_drive(li, world)
    assert passer_by.get(f"{PUBLIC_API}/{token}").status_code == 404
    assert passer_by.post(f"{PUBLIC_API}/{token}", json=ANSWER).status_code == 404
    assert passer_by.get(f"{PUBLIC_API}/{'x' * 65}").status_code == 422
    assert opinions(session) == 0


def test_a_link_of_other_case_leads_nowhere(drive: dict[str, Any], passer_by: TestClient) -> None:
    path, _, token = form_of(drive).rpartition("/")
    assert passer_by.get(f"{path}/{token.swapcase()}").status_code == 404
    assert passer_by.get(f"{path}/{token[:-1]}").status_code == 404


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"text": "长" * 4001}, "/text"),
        (
            {"answers": [{"question": 1, "options": [1]}, {"question": 3, "text": "长" * 1001}]},
            "/answers/1/text",
        ),
        ({"answers": [{"question": 1, "options": [1]}] * 51}, "/answers"),
        (
            {"answers": [{"question": 1, "options": [1]}, {"question": 4, "text": "有"}]},
            "/answers/1/question",
        ),
        (
            {"answers": [{"question": 1, "options": [1]}, {"question": 1, "options": [2]}]},
            "/answers/1/question",
        ),
        ({"answers": [{"question": 1, "options": [1, 2]}]}, "/answers/0/options"),
        ({"answers": [{"question": 1, "options": [3]}]}, "/answers/0/options"),
        ({"answers": [{"question": 1, "options": [0]}]}, "/answers/0/options/0"),
        ({"answers": [{"question": 1, "text": "满意"}]}, "/answers/0/text"),
        (
            {"answers": [{"question": 1, "options": [1]}, {"question": 3, "options": [1]}]},
            "/answers/1/options",
        ),
        (
            {"answers": [{"question": 1, "options": [1]}, {"question": 2, "options": [1, 1]}]},
            "/answers/1/options",
        ),
        ({"answers": []}, "/answers"),
        ({"answers": [{"question": 1}]}, "/answers"),
        ({"respondent": "minister"}, "/respondent"),
        ({"name": "张三"}, "/name"),
    ],
)
def test_answers_must_fit(
    session: Session, drive: dict[str, Any], passer_by: TestClient, changes: dict[str, Any], pointer: str
) -> None:
    answer = passer_by.post(form_of(drive), json=ANSWER | changes)
    assert answer.status_code == 422
    assert pointer in {error["pointer"] for error in answer.json()["errors"]}
    assert opinions(session) == 0


def test_an_empty_form_is_refused(li: TestClient, world: World, passer_by: TestClient) -> None:
    drive = open_drive(li, world, questions=QUESTIONS[1:])
    for body in ({}, {"text": "   "}, {"answers": [{"question": 1}, {"question": 2, "text": ""}]}):
        assert passer_by.post(form_of(drive), json=body).status_code == 422


def test_a_huge_body_is_not_even_read(drive: dict[str, Any], passer_by: TestClient) -> None:
    body = b'{"text": "' + b"a" * (1024 * 1024) + b'"}'
    answer = passer_by.post(form_of(drive), content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 413


def test_one_address_is_slowed_down(
    session: Session, li: TestClient, world: World, app: FastAPI, passer_by: TestClient
) -> None:
    drive, other = open_drive(li, world), open_drive(li, world)
    answers = [passer_by.post(form_of(drive), json=ANSWER) for _ in range(PER_ADDRESS + 1)]
    assert [answer.status_code for answer in answers] == [201] * PER_ADDRESS + [429]
    assert answers[-1].json()["type"] == "/problems/too-many-requests"
    assert 0 < int(answers[-1].headers["retry-after"]) <= 601
    assert opinions(session) == PER_ADDRESS
    assert passer_by.post(form_of(other), json=ANSWER).status_code == 201, "another form is not concerned"
    neighbour = AppClient(app, client=("203.0.113.78", 50_000))
    assert neighbour.post(form_of(drive), json=ANSWER).status_code == 201


def test_a_rush_from_everywhere_is_slowed_down(
    session: Session, drive: dict[str, Any], app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "PER_DRIVE", 3)
    crowd = [AppClient(app, client=(f"198.51.100.{number}", 1)) for number in range(4)]
    statuses = [one.post(form_of(drive), json=ANSWER).status_code for one in crowd]
    assert statuses == [201, 201, 201, 429]
    monkeypatch.setattr(actions, "PER_DRIVE", 300)
    monkeypatch.setattr(actions, "MAX_OPINIONS", 3)
    assert crowd[3].post(form_of(drive), json=ANSWER).status_code == 410, "the form is full"
    assert opinions(session) == 3


def test_looking_at_forms_is_limited_too(
    drive: dict[str, Any], app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "READS", Throttle(2, 600))
    guesser = AppClient(app, client=("192.0.2.9", 1))
    paths = (f"{PUBLIC_API}/guess-1", f"{PUBLIC_API}/guess-2", form_of(drive))
    assert [guesser.get(path).status_code for path in paths] == [404, 404, 429]


def test_a_blind_retry_counts_once(session: Session, drive: dict[str, Any], passer_by: TestClient) -> None:
    headers = {"Idempotency-Key": "retry-of-a-phone"}
    first, again = (passer_by.post(form_of(drive), json=ANSWER, headers=headers) for _ in range(2))
    assert (first.status_code, again.status_code, again.json()) == (201, 201, first.json())
    assert again.headers["idempotent-replayed"] == "true"
    assert opinions(session) == 1
    other = passer_by.post(form_of(drive), json=ANSWER | {"text": "另一条"}, headers=headers)
    assert other.status_code == 422
    short = passer_by.post(form_of(drive), json=ANSWER, headers={"Idempotency-Key": "short"})
    assert (short.status_code, short.json()["type"]) == (400, "/problems/bad-idempotency-key")


def test_a_token_of_somebody_signed_in_is_not_looked_at(
    session: Session, drive: dict[str, Any], world: World, sign_in: SignIn
) -> None:
    assert sign_in(world.cast.wang).post(form_of(drive), json=ANSWER).status_code == 201
    row = session.execute(sa.select(OPINIONS)).mappings().one()
    assert (row["recorded_by_id"], row["recorded_by_name"], row["decided_by_id"]) == (None, "", None)
