"""Stages in any number, ordered, each with a window (opinion.txt lines 35–75, handout.txt line 250)."""

from typing import Any

from fastapi.testclient import TestClient
from sqlmodel import Session

from tests.access.witnesses import codes, events
from tests.campaigns.rounds import ANY, API, draft, end, ok, problem, running
from tests.conftest import SignIn
from tests.world import World

PATH = f"{API}/campaign-stages"
RETIRE = {"reason": "与上一阶段合并"}


def add(client: TestClient, campaign: dict[str, Any], **changes: Any) -> Any:
    body = {"campaign_id": campaign["id"], "kind": "publicity", "name": "公示上报"} | changes
    return client.post(PATH, json=body)


def test_it_works(world: World, sign_in: SignIn, office: TestClient, session: Session) -> None:
    campaign = running(office)
    made = ok(add(office, campaign, starts_on="2026-12-16", ends_on="2026-12-25"))
    assert made["sort"] == 6
    names = [row["name"] for row in ok(sign_in(world.cast.wang).get(PATH))["items"]]
    assert names[-1] == "公示上报"
    assert len(names) == 6
    moved = ok(office.patch(f"{PATH}/{made['id']}", json={"sort": 0, "name": "公示"}, headers=ANY))
    assert (moved["sort"], moved["version"]) == (0, 2)
    first = ok(office.get(f"{API}/campaigns/{campaign['id']}"))["stages"][0]
    assert first == moved
    assert len(events(session, "campaign_stage.created")) == 6
    assert events(session, "campaign_stage.updated")[0]["details"] == {"fields": ["name", "sort"]}


def test_the_stage_of_a_day_is_found(office: TestClient) -> None:
    running(office)
    for day, kinds in (
        ("2026-08-31", ["mobilisation", "checking"]),
        ("2026-09-01", ["finding", "checking"]),
        ("2026-10-31", ["assessing", "checking"]),
        ("2027-01-01", ["checking"]),
    ):
        found = [row["kind"] for row in ok(office.get(PATH, params={"on": day}))["items"]]
        assert found == kinds


def test_a_stage_is_retired_once_nothing_is_due_in_it(office: TestClient) -> None:
    campaign = draft(office)
    path = f"{PATH}/{campaign['stages'][0]['id']}/retirement"
    assert problem(office.post(path, json=RETIRE, headers=ANY)) == (409, "stage-in-use")
    due = campaign["deliverables"][0]["id"]
    ok(office.patch(f"{API}/deliverables/{due}", json={"stage_id": None}, headers=ANY))
    assert ok(office.post(path, json=RETIRE, headers=ANY))["retire_reason"] == "与上一阶段合并"
    assert problem(office.post(path, json=RETIRE, headers=ANY)) == (409, "retired")
    assert len(ok(office.get(f"{API}/campaigns/{campaign['id']}"))["stages"]) == 4
    everything = {"campaign_id": campaign["id"], "include_retired": True}
    assert len(ok(office.get(PATH, params=everything))["items"]) == 5


def test_only_the_office_changes_them(world: World, sign_in: SignIn, office: TestClient) -> None:
    campaign = running(office)
    stage = campaign["stages"][0]["id"]
    for who in (world.cast.wang, world.cast.li, world.cast.chen):
        client = sign_in(who)
        assert add(client, campaign).status_code == 403
        assert client.patch(f"{PATH}/{stage}", json={"sort": 3}, headers=ANY).status_code == 403
        assert client.post(f"{PATH}/{stage}/retirement", json=RETIRE, headers=ANY).status_code == 403


def test_bad_input_is_refused(office: TestClient) -> None:
    campaign = draft(office)
    window = {"starts_on": "2026-09-02", "ends_on": "2026-09-01"}
    assert codes(add(office, campaign, **window)) == [("/ends_on", "order")]
    assert codes(add(office, campaign, steps=["vote"])) == [("/steps/0", "enum")]
    assert add(office, {"id": 999_999}).status_code == 404
    finding = campaign["stages"][1]
    early = office.patch(f"{PATH}/{finding['id']}", json={"ends_on": "2026-08-01"}, headers=ANY)
    assert codes(early) == [("/ends_on", "order")]
    stale = office.patch(f"{PATH}/{finding['id']}", json={"sort": 9}, headers={"If-Match": '"v7"'})
    assert problem(stale) == (412, "stale")
    end(office, campaign)
    assert problem(add(office, campaign)) == (409, "illegal-transition")
