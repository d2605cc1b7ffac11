"""The life of a rule: drafted, enacted, amended, revised, repealed (opinion.txt line 65)."""

from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from sqlmodel import Session

from backend.kit.table import today
from backend.regulations.rules import MACHINE, RegulationAction, RegulationStatus
from tests.conftest import SignIn
from tests.organization.trail import pointers, problem, traces
from tests.regulations.operations import add_regulation
from tests.world import World

PATH = "/api/v1/regulations"
REVISION = {"changes": "第八条限额降为两万元", "text": "第八条 单价两万元以上的……"}
STEPS: dict[RegulationAction, tuple[str, Any]] = {
    RegulationAction.enact: ("enactment", {"effective_on": "2026-09-01"}),
    RegulationAction.amend: ("amendment", {"reason": "限额过高"}),
    RegulationAction.keep: ("amendment/withdrawal", None),
    RegulationAction.revise: ("revisions", REVISION | {"effective_on": "2026-09-01"}),
    RegulationAction.repeal: ("repeal", {"reason": "已有新制度"}),
}


@pytest.fixture
def office(world: World, sign_in: SignIn) -> TestClient:
    """纪委办 at the keyboard."""
    return sign_in(world.cast.office)


def act(client: TestClient, regulation_id: int, path: str, body: Any, tag: str = "now") -> Response:
    """POST with If-Match and a key of its own."""
    headers = {"If-Match": tag, "Idempotency-Key": f"{path}-{regulation_id}-{tag}".replace("/", "-")}
    answer: Response = client.post(f"{PATH}/{regulation_id}/{path}", json=body, headers=headers)
    return answer


def test_it_works(office: TestClient, session: Session) -> None:
    known = add_regulation(session)
    amending = act(office, known, "amendment", {"reason": "限额过高"}).json()
    assert (amending["status"], amending["amend_reason"]) == ("amending", "限额过高")
    revised = act(office, known, "revisions", REVISION | {"effective_on": str(today())})
    assert revised.status_code == 201, revised.text
    body = revised.json()
    assert (body["status"], body["edition"], body["amend_reason"]) == ("in_force", 2, "")
    assert (body["text"], body["number"]) == (REVISION["text"], "示院资〔2024〕4号")
    assert body["edition_in_force"] == 2
    former = office.get(f"{PATH}/{known}/revisions/1").json()
    assert former["text"] == "第八条 单价三万元以上的由验收小组验收。"
    editions = office.get(f"{PATH}/{known}/revisions").json()["items"]
    assert [(one["edition"], one["changes"]) for one in editions] == [(2, REVISION["changes"]), (1, "")]
    found = traces(session, "regulation.")
    assert [trace.action for trace in found] == ["regulation.amendment_opened", "regulation.revised"]
    assert found[1].details["effective_on"] == str(today())
    assert found[1].details["edition"] == 2


def test_a_draft_becomes_the_first_edition(office: TestClient, session: Session) -> None:
    draft = add_regulation(session, RegulationStatus.drafting, number="")
    body = act(office, draft, "enactment", {"effective_on": str(today()), "number": "示院〔2026〕9号"}).json()
    assert (body["status"], body["edition"], body["number"]) == ("in_force", 1, "示院〔2026〕9号")
    assert office.get(f"{PATH}/{draft}/revisions").json()["total"] == 1
    empty = add_regulation(session, RegulationStatus.drafting, number="", text="")
    answer = act(office, empty, "enactment", {"effective_on": str(today())})
    assert pointers(answer) == [("/text", "missing")]


def test_an_edition_published_ahead_waits_for_its_day(office: TestClient, session: Session) -> None:
    known, ahead = add_regulation(session), today() + timedelta(days=30)
    body = act(office, known, "revisions", REVISION | {"effective_on": str(ahead)}).json()
    assert (body["edition"], body["edition_in_force"]) == (2, 1)


def test_an_amendment_may_be_dropped(office: TestClient, session: Session) -> None:
    known = add_regulation(session, RegulationStatus.amending, amend_reason="限额过高")
    body = act(office, known, "amendment/withdrawal", None).json()
    assert (body["status"], body["edition"], body["amend_reason"]) == ("in_force", 1, "")


def test_a_repealed_rule_stays_readable(office: TestClient, session: Session) -> None:
    known = add_regulation(session)
    heir = add_regulation(session, title="采购管理规定", number="示院资〔2026〕1号")
    body = act(office, known, "repeal", {"reason": "合并修订", "replaced_by_id": heir}).json()
    assert (body["status"], body["repealed_on"]) == ("repealed", str(today()))
    assert (body["replaced_by_title"], body["edition_in_force"]) == ("采购管理规定", None)
    assert body["allowed_actions"] == []
    assert office.get(f"{PATH}/{known}").json()["text"].startswith("第八条")
    assert [row["id"] for row in office.get(PATH, params={"status": "repealed"}).json()["items"]] == [known]


@pytest.mark.parametrize("status", RegulationStatus)
@pytest.mark.parametrize("action", STEPS)
def test_only_the_table_moves_a_rule(
    office: TestClient, session: Session, status: RegulationStatus, action: RegulationAction
) -> None:
    known = add_regulation(session, status)
    path, body = STEPS[action]
    answer = act(office, known, path, body)
    rows = [row for row in MACHINE.actions(status) if row.action == action]
    if rows:
        assert answer.json()["status"] == rows[0].target
    else:
        problem(answer, 409, "illegal-transition")
        assert office.get(f"{PATH}/{known}").json()["status"] == status


def test_only_the_office_revises(world: World, session: Session, sign_in: SignIn) -> None:
    known = add_regulation(session)
    for who in (world.cast.wang, world.cast.li, world.cast.chen, world.cast.dean):
        for path, body in STEPS.values():
            problem(act(sign_in(who), known, path, body), 403, "forbidden")


def test_dates_must_follow_each_other(office: TestClient, session: Session) -> None:
    known = add_regulation(session)
    before = act(office, known, "revisions", REVISION | {"effective_on": "2023-12-31"})
    assert pointers(before) == [("/effective_on", "before-former")]
    late = REVISION | {"effective_on": "2026-09-01", "issued_on": "2026-09-02"}
    assert pointers(act(office, known, "revisions", late)) == [("/effective_on", "order")]
    tomorrow = {"reason": "废止", "repealed_on": str(today() + timedelta(days=1))}
    assert pointers(act(office, known, "repeal", tomorrow)) == [("/repealed_on", "future")]
    early = {"reason": "废止", "repealed_on": "2023-12-31"}
    assert pointers(act(office, known, "repeal", early)) == [("/repealed_on", "before-effective")]
    act(office, known, "revisions", REVISION | {"effective_on": "2026-09-01"})
    back = office.patch(f"{PATH}/{known}", json={"effective_on": "2023-12-31"}, headers={"If-Match": "now"})
    assert pointers(back) == [("/effective_on", "before-former")]


def test_the_successor_must_hold(office: TestClient, session: Session) -> None:
    known = add_regulation(session)
    draft = add_regulation(session, RegulationStatus.drafting, number="")
    for heir, code in ((known, "itself"), (draft, "not-in-force"), (999_999, "unknown")):
        answer = act(office, known, "repeal", {"reason": "废止", "replaced_by_id": heir}, f'"v1","{heir}"')
        assert pointers(answer) == [("/replaced_by_id", code)]


def test_a_decision_needs_a_key_and_a_fresh_tag(office: TestClient, session: Session) -> None:
    known = add_regulation(session)
    answer = office.post(f"{PATH}/{known}/repeal", json={"reason": "废止"}, headers={"If-Match": "now"})
    problem(answer, 400, "idempotency-key-required")
    problem(act(office, known, "repeal", {"reason": "废止"}, '"v9"'), 412, "stale")
    first = act(office, known, "repeal", {"reason": "废止"}, '"v1"')
    again = act(office, known, "repeal", {"reason": "废止"}, '"v1"')
    assert again.headers["idempotent-replayed"] == "true"
    assert again.json() == first.json()
