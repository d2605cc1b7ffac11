"""A new holder gets the post's page to acknowledge; the register stays as it was, the old form keeps the old name."""

from datetime import timedelta
from itertools import count
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from httpx import Response
from sqlmodel import Session

from backend.handovers.queries import HANDOVERS as HANDOVER_ROWS
from backend.kit.table import today
from backend.organization.queries import APPOINTMENTS
from tests.conftest import SignIn
from tests.organization.merging import merged
from tests.risks.sheets import OTHER_ROW, ROW, YEAR, act, decide, events_of, filled_sheet, wang
from tests.world import World

__all__ = ["wang"]
HANDOVERS = "/api/v1/handovers"
_keys = count()


@pytest.fixture
def approved(wang: TestClient, sign_in: SignIn, world: World) -> dict[str, Any]:
    """王老师's approved sheet of her post."""
    sheet = filled_sheet(wang, world, [ROW, OTHER_ROW], year=YEAR)
    submitted = act(wang, sheet, "submission").json()
    assert decide(sign_in(world.cast.chen), submitted, "approve").status_code == 201
    body: dict[str, Any] = wang.get(f"/api/v1/risk-inventories/{sheet['id']}").json()
    return body


def appoint(office: TestClient, person_id: int, position_id: int, **changes: Any) -> dict[str, Any]:
    body = {"person_id": person_id, "position_id": position_id, "is_primary": False} | changes
    answer = office.post("/api/v1/appointments", json=body)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def end(office: TestClient, world: World, person_id: int) -> None:
    listed = office.get("/api/v1/appointments", params={"person_id": person_id}).json()["items"]
    held = next(item for item in listed if item["position_id"] == world.textbook_post)
    tag = {"If-Match": f'"v{held["version"]}"'}
    yesterday = (today() - timedelta(days=1)).isoformat()
    body = {"ended_on": max(yesterday, held["started_on"])}
    answer = office.post(f"/api/v1/appointments/{held['id']}/ending", json=body, headers=tag)
    assert answer.status_code == 200, answer.text


def mine(client: TestClient) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = client.get(HANDOVERS, params={"mine": True}).json()["items"]
    return items


def acknowledge(client: TestClient, page: dict[str, Any], **changes: Any) -> Response:
    headers = {"If-Match": f'"v{page["version"]}"', "Idempotency-Key": f"hand-over-{next(_keys)}"}
    body = {"content_digest": page["content_digest"], "pledges": True} | changes
    answer: Response = client.post(f"{HANDOVERS}/{page['id']}/acknowledgement", json=body, headers=headers)
    return answer


@pytest.fixture
def page(sign_in: SignIn, world: World, approved: dict[str, Any]) -> dict[str, Any]:
    """外人 follows 王老师; the page as he sees it."""
    office = sign_in(world.cast.office)
    end(office, world, world.cast.wang.person)
    appoint(office, world.cast.outsider.person, world.textbook_post)
    heir = sign_in(world.cast.outsider)
    (listed,) = mine(heir)
    found: dict[str, Any] = heir.get(f"{HANDOVERS}/{listed['id']}").json()
    return found


def test_it_works(sign_in: SignIn, world: World, page: dict[str, Any], session: Session) -> None:
    assert (page["predecessor_name"], page["state"]) == ("王老师", "waiting")
    content = page["content"]
    assert content["duties"] == ["编制教材采购计划", "核对教材款项"]
    assert [point["name"] for point in content["points"]] == [ROW["name"], OTHER_ROW["name"]]
    assert "廉政" in content["pledge"] or "承诺" in content["pledge"]
    answer = acknowledge(sign_in(world.cast.outsider), page, note="已当面交接资料")
    assert answer.status_code == 201, answer.text
    done = answer.json()
    assert (done["state"], done["content_digest"], done["note"]) == (
        "acknowledged",
        page["content_digest"],
        "已当面交接资料",
    )
    assert events_of(session, "handover") == ["handover.opened", "handover.acknowledged"]


def test_the_register_is_the_same_whoever_holds_the_post(
    sign_in: SignIn, world: World, approved: dict[str, Any], page: dict[str, Any]
) -> None:
    office = sign_in(world.cast.office)
    sheet = office.get(f"/api/v1/risk-inventories/{approved['id']}").json()
    assert sheet["rows"] == approved["rows"]
    assert sheet["filler_name"] == "王老师", "the old form keeps the old name"


def test_the_old_holder_edits_no_longer(sign_in: SignIn, world: World, page: dict[str, Any]) -> None:
    wang = sign_in(world.cast.wang)
    answer = wang.post(
        "/api/v1/risk-inventories",
        json={"kind": "position", "year": YEAR + 1, "position_id": world.textbook_post},
    )
    assert answer.status_code in (403, 422)
    assert mine(wang) == []


def test_what_was_acknowledged_stays_as_it_was(sign_in: SignIn, world: World, page: dict[str, Any]) -> None:
    heir, office = sign_in(world.cast.outsider), sign_in(world.cast.office)
    acknowledge(heir, page)
    position = office.get(f"/api/v1/positions/{world.textbook_post}")
    tag = {"If-Match": position.headers["etag"]}
    office.patch(f"/api/v1/positions/{world.textbook_post}", json={"duties": ["别的"]}, headers=tag)
    office.post("/api/v1/pledge-texts", json={"text": "新的承诺书文字，与原来的不同，至少二十个字以上。"})
    after = heir.get(f"{HANDOVERS}/{page['id']}").json()
    assert after["content"] == page["content"]
    assert after["pledge_version"] == 0


def test_what_changed_meanwhile_must_be_read_again(
    sign_in: SignIn, world: World, page: dict[str, Any]
) -> None:
    office, heir = sign_in(world.cast.office), sign_in(world.cast.outsider)
    office.post("/api/v1/pledge-texts", json={"text": "新的承诺书文字，与原来的不同，至少二十个字以上。"})
    stale = acknowledge(heir, page)
    assert stale.status_code == 412
    fresh = heir.get(f"{HANDOVERS}/{page['id']}").json()
    assert fresh["content"]["pledge"].startswith("新的承诺书")
    assert acknowledge(heir, fresh).status_code == 201


@pytest.mark.parametrize("changes", [{"pledges": False}, {"content_digest": "x"}, {"colour": "red"}])
def test_a_careless_acknowledgement_is_refused(
    sign_in: SignIn, world: World, page: dict[str, Any], changes: dict[str, Any]
) -> None:
    assert acknowledge(sign_in(world.cast.outsider), page, **changes).status_code == 422


def test_twice_is_a_conflict(sign_in: SignIn, world: World, page: dict[str, Any]) -> None:
    heir = sign_in(world.cast.outsider)
    acknowledge(heir, page)
    assert acknowledge(heir, page).status_code == 409


def test_nobody_acknowledges_for_another(sign_in: SignIn, world: World, page: dict[str, Any]) -> None:
    for who in (world.cast.chen, world.cast.office):
        assert acknowledge(sign_in(who), page).status_code == 403
    for stranger in (world.cast.wang, world.cast.other_liaison):
        assert acknowledge(sign_in(stranger), page).status_code in (403, 404)


def test_who_leaves_before_need_not(sign_in: SignIn, world: World, page: dict[str, Any]) -> None:
    end(sign_in(world.cast.office), world, world.cast.outsider.person)
    heir = sign_in(world.cast.outsider)
    assert heir.get(f"{HANDOVERS}/{page['id']}").json()["state"] == "void"
    assert acknowledge(heir, page | {"version": 2}).status_code == 409


def test_the_first_holder_of_a_new_post_takes_over_nothing(sign_in: SignIn, world: World) -> None:
    appoint(sign_in(world.cast.office), world.cast.outsider.person, world.procurement_post)
    assert mine(sign_in(world.cast.outsider)) == []


def test_a_waiting_page_goes_along_with_a_merged_department(
    sign_in: SignIn, world: World, page: dict[str, Any]
) -> None:
    head = sign_in(world.cast.other_head)
    assert head.get(f"{HANDOVERS}/{page['id']}").status_code == 404
    merged(sign_in(world.cast.office), world.academic, world.finance)
    assert head.get(f"{HANDOVERS}/{page['id']}").json()["department_name"] == "财务处"
    heir = sign_in(world.cast.outsider)
    assert acknowledge(heir, heir.get(f"{HANDOVERS}/{page['id']}").json()).status_code == 201


def test_who_comes_before_the_other_leaves_learns_whom_he_follows(
    sign_in: SignIn, world: World, approved: dict[str, Any], session: Session
) -> None:
    office, heir = sign_in(world.cast.office), sign_in(world.cast.outsider)
    appoint(office, world.cast.outsider.person, world.textbook_post)
    (listed,) = mine(heir)
    assert listed["predecessor_name"] == "", "nobody has left yet"
    end(office, world, world.cast.wang.person)
    (listed,) = mine(heir)
    assert (listed["predecessor_name"], listed["state"], listed["version"]) == ("王老师", "waiting", 2)
    assert events_of(session, "handover") == ["handover.opened", "handover.updated"]


def test_a_page_is_opened_when_the_predecessor_leaves_at_last(
    sign_in: SignIn, world: World, session: Session
) -> None:
    office, heir = sign_in(world.cast.office), sign_in(world.cast.outsider)
    appoint(office, world.cast.outsider.person, world.textbook_post)
    assert mine(heir) == [], "no sheet of the post was approved and nobody left"
    end(office, world, world.cast.wang.person)
    (listed,) = mine(heir)
    assert (listed["predecessor_name"], listed["state"]) == ("王老师", "waiting")
    page = heir.get(f"{HANDOVERS}/{listed['id']}").json()
    assert acknowledge(heir, page).status_code == 201
    assert events_of(session, "handover") == ["handover.opened", "handover.acknowledged"]


def test_an_earlier_predecessor_is_not_named_for_the_present_one(
    sign_in: SignIn, world: World, page: dict[str, Any]
) -> None:
    """王老师 was followed by 外人; the next one follows 外人, whom the page names as soon as he leaves."""
    office = sign_in(world.cast.office)

    def pages() -> list[tuple[str, str]]:
        listed = office.get(HANDOVERS, params={"position_id": world.textbook_post, "sort": "oldest"}).json()
        return [(item["person_name"], item["predecessor_name"]) for item in listed["items"]]

    appoint(office, world.cast.other_liaison.person, world.textbook_post)
    assert pages() == [("外人", "王老师"), ("周联络", "")]
    end(office, world, world.cast.outsider.person)
    assert pages() == [("外人", "王老师"), ("周联络", "外人")]


def test_a_colleague_with_an_approved_sheet_takes_nothing_over(
    sign_in: SignIn, world: World, approved: dict[str, Any], session: Session
) -> None:
    """Two hold the post; the one who came first leaves."""
    colleague = world.cast.other_liaison.person
    earlier = today() - timedelta(days=900)
    appoint(sign_in(world.cast.office), colleague, world.textbook_post, started_on=str(earlier))
    session.execute(sa.delete(HANDOVER_ROWS))
    leaver = sa.and_(APPOINTMENTS.c.person_id == colleague, APPOINTMENTS.c.position_id == world.textbook_post)
    started = sa.select(APPOINTMENTS.c.started_on).where(APPOINTMENTS.c.person_id == world.cast.wang.person)
    day = session.execute(started).scalars().first()
    assert day is not None
    session.execute(sa.update(APPOINTMENTS).where(leaver).values(started_on=day - timedelta(days=1)))
    end(sign_in(world.cast.office), world, colleague)
    listed = sign_in(world.cast.office).get(HANDOVERS, params={"position_id": world.textbook_post})
    assert listed.json()["items"] == []
