"""报送: files checked, versions frozen, a receipt, lateness to the minute (opinion.txt lines 33, 97)."""

from datetime import datetime

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.campaigns.deliverables.rules import late_minutes
from tests.access.witnesses import codes, events
from tests.campaigns.rounds import (
    ANY,
    API,
    begun,
    draft,
    end,
    key,
    move,
    ok,
    problem,
    running,
    simple,
    submitted,
    upload,
)
from tests.campaigns.test_keep_years import close
from tests.conftest import SignIn
from tests.imports.uploads import sample
from tests.world import World

PATH = f"{API}/submissions"
BACK = {"reason": "名单缺少职务"}


def test_it_works(world: World, office: TestClient, li: TestClient, session: Session) -> None:
    due = running(office)["deliverables"][0]
    made = begun(li, due, world.academic)
    assert made["state"] == "draft"
    assert [gap["pointer"] for gap in made["gaps"]] == [
        "/files/plan",
        "/files/leading_group",
        "/files/liaisons",
    ]
    for part in ("plan", "leading_group", "liaisons"):
        made = ok(upload(li, made, part, name="表.docx", data=sample("self_check_director")))
    assert made["gaps"] == []
    sent = ok(move(li, made, "delivery"))
    assert (sent["state"], sent["round"]) == ("submitted", 1)
    (version,) = sent["versions"]
    assert version["receipt_code"].startswith("2026-")
    assert version["submitted_by_name"] == "李联络"
    assert version["outcome"] == "waiting"
    assert len(version["files"]) == 3
    taken = ok(move(office, sent, "receipt"))
    assert taken["state"] == "received"
    assert taken["versions"][0]["outcome_by_name"] == "纪委办"
    verbs = ("created", "file_added", "submitted", "received")
    assert [len(events(session, f"submission.{verb}")) for verb in verbs] == [1, 3, 1, 1]
    assert {event["department_id"] for event in events(session, "submission.submitted")} == {world.academic}
    found = ok(office.get(PATH, params={"receipt_code": version["receipt_code"].lower()}))["items"]
    assert [row["id"] for row in found] == [made["id"]]


@pytest.mark.parametrize("minutes", [600, 0, -1, -90])
def test_lateness_is_counted_to_the_minute(
    world: World, office: TestClient, li: TestClient, minutes: int
) -> None:
    due = simple(office, minutes=minutes)
    sent = submitted(li, due, world.academic)
    expected = late_minutes(
        datetime.fromisoformat(sent["submitted_at"]), datetime.fromisoformat(due["due_at"])
    )
    assert sent["late_minutes"] == sent["versions"][0]["late_minutes"] == expected
    assert expected in (max(0, -minutes), max(0, -minutes) + (minutes <= 0))


def test_what_lacks_is_named(world: World, office: TestClient, li: TestClient) -> None:
    report = running(office)["deliverables"][2]
    made = begun(li, report, world.academic)
    assert codes(move(li, made, "delivery")) == [
        ("/files/report", "part-missing"),
        ("/files", "seal-missing"),
    ]
    made = ok(upload(li, made))
    assert codes(move(li, made, "delivery")) == [("/files", "seal-missing")]
    made = ok(upload(li, made, role="sealed_scan", name="盖章.pdf"))
    assert ok(move(li, made, "delivery"))["versions"][0]["files"][1]["role"] == "sealed_scan"


def test_it_is_withdrawn_before_it_is_received(world: World, office: TestClient, li: TestClient) -> None:
    sent = submitted(li, simple(office), world.academic)
    back = ok(move(li, sent, "withdrawal"))
    assert (back["state"], back["versions"][0]["outcome"]) == ("draft", "withdrawn")
    again = ok(move(li, back, "delivery"))
    assert [version["round"] for version in again["versions"]] == [2, 1]
    assert len({version["receipt_code"] for version in again["versions"]}) == 2
    taken = ok(move(office, again, "receipt"))
    assert problem(move(li, taken, "withdrawal")) == (409, "illegal-transition")


def test_it_is_returned_with_a_reason_and_more_time(
    world: World, office: TestClient, li: TestClient, session: Session
) -> None:
    sent = submitted(li, simple(office, minutes=-10), world.academic)
    body = BACK | {"due_at": "2100-01-05T17:30:00+08:00"}
    back = ok(move(office, sent, "return", body))
    assert (back["state"], back["due_at"]) == ("returned", "2100-01-05T09:30:00Z")
    assert back["versions"][0]["outcome_reason"] == "名单缺少职务"
    (extension,) = ok(li.get(f"{API}/extensions"))["items"]
    assert extension["reason"] == "退回重报：名单缺少职务"
    assert len(events(session, "extension.granted")) == 1
    again = ok(move(li, back, "delivery"))
    assert (again["round"], again["late_minutes"]) == (2, 0)
    assert again["versions"][1]["late_minutes"] >= 10


def test_a_received_one_is_returned_when_a_defect_is_found(
    world: World, office: TestClient, li: TestClient
) -> None:
    taken = ok(move(office, submitted(li, simple(office), world.academic), "receipt"))
    back = ok(move(office, taken, "return", BACK))
    assert (back["state"], back["versions"][0]["outcome"]) == ("returned", "returned")


def test_versions_stay_as_they_were_handed_in(world: World, office: TestClient, li: TestClient) -> None:
    first = submitted(li, simple(office), world.academic)
    back = ok(move(office, first, "return", BACK))
    (file,) = back["files"]
    assert li.delete(f"{PATH}/{back['id']}/files/{file['id']}").status_code == 204
    back = ok(li.get(f"{PATH}/{back['id']}"))
    assert back["files"] == []
    again = ok(move(li, ok(upload(li, back, data=b"%PDF-1.7\nnew", name="新.pdf")), "delivery"))
    new, old = again["versions"]
    assert [file["name"] for file in new["files"]] == ["新.pdf"]
    kept = {name: value for name, value in old.items() if not name.startswith("outcome")}
    assert kept == {name: first["versions"][0][name] for name in kept}
    assert new["digest"] != old["digest"]
    assert li.get(f"{PATH}/{back['id']}/files/{file['id']}").status_code == 200


def test_nobody_receives_what_he_handed_in(world: World, office: TestClient, li: TestClient) -> None:
    mine = submitted(office, simple(office), world.academic)
    assert mine["allowed_actions"] == ["withdraw"]
    assert problem(move(office, mine, "receipt")) == (403, "forbidden")
    assert problem(move(office, mine, "return", BACK)) == (403, "forbidden")


def test_strangers_do_not_see_it(world: World, sign_in: SignIn, office: TestClient, li: TestClient) -> None:
    due = simple(office)
    sent = submitted(li, due, world.academic)
    other = sign_in(world.cast.other_liaison)
    assert other.get(f"{PATH}/{sent['id']}").status_code == 404
    assert upload(other, sent).status_code == 404
    assert move(other, sent, "withdrawal").status_code == 404
    assert other.get(f"{PATH}/{sent['id']}/files/{sent['files'][0]['id']}").status_code == 404
    assert ok(other.get(PATH))["items"] == []
    body = {"deliverable_id": due["id"], "department_id": world.academic}
    assert other.post(PATH, json=body).status_code in (403, 422)
    assert sign_in(world.cast.wang).get(PATH).status_code == 403
    lin = sign_in(world.cast.lin)
    assert ok(lin.get(f"{PATH}/{sent['id']}"))["allowed_actions"] == []
    assert move(lin, sent, "withdrawal").status_code == 403
    assert move(li, sent, "receipt").status_code == 403


def test_one_for_each_department(world: World, office: TestClient, li: TestClient) -> None:
    due = simple(office)
    made = begun(li, due, world.academic)
    body = {"deliverable_id": due["id"], "department_id": world.academic}
    assert problem(li.post(PATH, json=body)) == (409, "already-exists")
    assert begun(office, due, world.finance)["id"] != made["id"]
    body["department_id"] = world.procurement
    assert codes(office.post(PATH, json=body)) == [("/department_id", "not-owed")]
    body["department_id"] = 999_999
    assert codes(office.post(PATH, json=body)) == [("/department_id", "unknown")]
    assert office.post(PATH, json=body | {"deliverable_id": 999_999}).status_code == 404


def test_only_while_the_campaign_runs(world: World, office: TestClient, li: TestClient) -> None:
    prepared = draft(office)["deliverables"][0]
    body = {"deliverable_id": prepared["id"], "department_id": world.academic}
    assert li.post(PATH, json=body).status_code == 404
    assert problem(office.post(PATH, json=body)) == (409, "campaign-not-running")
    due = simple(office)
    sent = submitted(li, due, world.academic)
    end(office, ok(office.get(f"{API}/campaigns/{due['campaign_id']}")))
    assert problem(move(office, sent, "receipt")) == (409, "campaign-not-running")


def test_a_closed_year_takes_nothing(
    world: World, office: TestClient, li: TestClient, session: Session
) -> None:
    due = simple(office)
    made = ok(upload(li, begun(li, due, world.academic)))
    close(session, 2026)
    assert problem(move(li, made, "delivery")) == (409, "year-closed")
    assert problem(upload(li, made)) == (409, "year-closed")
    change = li.patch(f"{PATH}/{made['id']}", json={"note": "补充"}, headers=ANY)
    assert problem(change) == (409, "year-closed")
    body = {"deliverable_id": due["id"], "department_id": world.finance}
    assert problem(office.post(PATH, json=body)) == (409, "year-closed")


def test_nobody_overwrites_another(world: World, office: TestClient, li: TestClient) -> None:
    made = begun(li, simple(office), world.academic)
    path = f"{PATH}/{made['id']}"
    ok(li.patch(path, json={"note": "纸质件另送"}, headers={"If-Match": '"v1"'}))
    assert problem(li.patch(path, json={"note": "稍后"}, headers={"If-Match": '"v1"'})) == (412, "stale")
    assert li.patch(path, json={"note": "稍后"}).status_code == 428
    assert li.post(f"{path}/delivery", headers=ANY).status_code == 400
    made = ok(upload(li, made))
    assert problem(li.post(f"{path}/delivery", headers=key() | {"If-Match": '"v2"'})) == (412, "stale")


def test_a_retry_hands_in_once(world: World, office: TestClient, li: TestClient) -> None:
    made = ok(upload(li, begun(li, simple(office), world.academic)))
    headers = key()
    path = f"{PATH}/{made['id']}/delivery"
    first, second = (li.post(path, headers=headers) for _ in range(2))
    assert first.json() == second.json()
    assert second.headers["idempotent-replayed"] == "true"
    assert len(ok(li.get(f"{PATH}/{made['id']}"))["versions"]) == 1


def test_filters(world: World, office: TestClient, li: TestClient) -> None:
    due = simple(office)
    sent, other = submitted(li, due, world.academic), begun(office, due, world.informatics)
    for filters, ids in (
        ({"state": "submitted"}, [sent["id"]]),
        ({"department_id": world.informatics}, [other["id"]]),
        ({"deliverable_id": due["id"], "sort": "submitted"}, [sent["id"], other["id"]]),
        ({"year": 2025}, []),
        ({"campaign_id": due["campaign_id"], "state": "returned"}, []),
        ({"receipt_code": "2026-XXXXX-XXXXX"}, []),
    ):
        assert [row["id"] for row in ok(office.get(PATH, params=filters))["items"]] == ids
    assert codes(office.get(PATH, params={"late": "yes"})) == [("late", "extra_forbidden")]
