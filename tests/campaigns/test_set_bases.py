"""A campaign rests on rules of the library (opinion.txt line 15: 根据…榕纪发〔2012〕7号)."""

from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from httpx import Response
from sqlmodel import Session

from backend.regulations.queries import REGULATIONS
from backend.regulations.rules import RegulationStatus
from tests.access.witnesses import codes, events
from tests.campaigns.rounds import ANY, API, draft, end, ok, problem, running
from tests.conftest import SignIn
from tests.world import World


@pytest.fixture
def rules(office: TestClient) -> list[int]:
    """Two rules in force."""
    body = {"kind": "superior", "issuer": "中共某市纪委", "effective_on": "2012-06-01", "text": "全文"}
    made = [
        office.post(f"{API}/regulations", json=body | {"title": title, "number": number})
        for title, number in (("实施办法", "榕纪发〔2012〕7号"), ("责任制规定", "榕委发〔2011〕3号"))
    ]
    return [ok(answer)["id"] for answer in made]


def rest(client: TestClient, campaign: dict[str, Any], *ids: int, clause: str = "第三条") -> Response:
    body = {"bases": [{"regulation_id": one, "clause": clause} for one in ids]}
    answer: Response = client.put(f"{API}/campaigns/{campaign['id']}/bases", json=body, headers=ANY)
    return answer


def test_it_works(
    world: World, sign_in: SignIn, office: TestClient, rules: list[int], session: Session
) -> None:
    campaign = running(office)
    made = ok(rest(office, campaign, *rules))
    assert [basis["regulation_id"] for basis in made["bases"]] == rules
    assert made["bases"][0] == {
        "regulation_id": rules[0],
        "title": "实施办法",
        "number": "榕纪发〔2012〕7号",
        "status": "in_force",
        "clause": "第三条",
    }
    assert made["version"] == campaign["version"] + 1
    wang = sign_in(world.cast.wang)
    assert ok(wang.get(f"{API}/campaigns/{campaign['id']}"))["bases"] == made["bases"]
    assert events(session, "campaign.updated")[0]["details"]["regulation_ids"] == rules
    assert ok(rest(office, campaign, rules[1]))["bases"][0]["title"] == "责任制规定"
    assert ok(rest(office, campaign))["bases"] == []


def test_campaigns_are_found_by_their_rule(office: TestClient, rules: list[int]) -> None:
    campaign, _ = draft(office), draft(office, year=2027)
    ok(rest(office, campaign, rules[0]))
    for regulation_id, ids in ((rules[0], [campaign["id"]]), (rules[1], [])):
        found = ok(office.get(f"{API}/campaigns", params={"regulation_id": regulation_id}))["items"]
        assert [row["id"] for row in found] == ids


def test_a_repealed_rule_stays_but_is_not_newly_named(
    office: TestClient, rules: list[int], session: Session
) -> None:
    campaign = draft(office)
    ok(rest(office, campaign, rules[0]))
    repealed = sa.update(REGULATIONS).values(status=RegulationStatus.repealed)
    session.execute(repealed.where(REGULATIONS.c.id.in_(rules)))
    assert ok(rest(office, campaign, rules[0]))["bases"][0]["status"] == "repealed"
    refused = rest(office, campaign, rules[0], rules[1])
    assert codes(refused) == [("/bases/1/regulation_id", "not-in-force")]


def test_only_the_office_says_so(world: World, sign_in: SignIn, office: TestClient, rules: list[int]) -> None:
    campaign = running(office)
    for who in (world.cast.wang, world.cast.li, world.cast.chen):
        assert rest(sign_in(who), campaign, *rules).status_code == 403


def test_bad_input_is_refused(office: TestClient, rules: list[int]) -> None:
    campaign = draft(office)
    assert codes(rest(office, campaign, rules[0], 999_999)) == [("/bases/1/regulation_id", "unknown")]
    assert codes(rest(office, campaign, rules[0], rules[0])) == [("/bases", "value_error")]
    assert codes(rest(office, campaign, rules[0], clause="条" * 201)) == [
        ("/bases/0/clause", "string_too_long")
    ]
    assert rest(office, {"id": 999_999}, rules[0]).status_code == 404
    assert office.put(f"{API}/campaigns/{campaign['id']}/bases", json={"bases": []}).status_code == 428
    end(office, campaign)
    assert problem(rest(office, campaign, rules[0])) == (409, "illegal-transition")
