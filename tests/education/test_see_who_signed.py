"""Who has signed and who has not, as departments, the leadership and the office see it; who is asked and how."""

from datetime import time, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from backend.campaigns.deliverables.rules import campus_instant
from backend.education.pledges.queries import PLEDGES
from backend.kit.db import Database
from backend.kit.table import today
from backend.notifications.reminders import ask_for_pledges_at
from tests.cast import Member
from tests.conftest import SignIn
from tests.education.pledging import API, OTHER_TEXT, duties, mine, publish, signed
from tests.handovers.test_hand_over_posts import acknowledge, approved, page, wang
from tests.notifications.test_deliver_messages import inbox
from tests.overview.test_list_todos import todos
from tests.world import World

__all__ = ["approved", "page", "wang"]
MORNING = campus_instant(today(), time(9))


@pytest.fixture
def office(sign_in: SignIn, world: World) -> TestClient:
    return sign_in(world.cast.office)


def names(client: TestClient, **params: Any) -> list[str]:
    return [one["person_name"] for one in duties(client, **params)]


def test_it_works(office: TestClient, wang: TestClient, sign_in: SignIn, world: World) -> None:
    publish(office)
    signed(wang, mine(wang))
    li = sign_in(world.cast.li)
    assert names(li) == ["陈处长", "李联络", "王老师"]
    assert names(li, is_signed=False) == ["陈处长", "李联络"]
    assert names(li, standing="signed") == ["王老师"]
    assert names(li, tier="middle") == ["陈处长"]
    assert names(li, q="教材") == names(li, q="王老") == ["王老师"]
    assert names(li, sort="missing")[-1] == names(li, sort="newest")[0] == "王老师"
    assert li.get(f"{API}/pledge-duties/counts").json() == {"missing": 2, "renewal": 0, "signed": 1}
    (share,) = li.get(f"{API}/pledge-shares").json()["items"]
    assert (share["department_name"], share["holders"], share["signed"], share["missing"]) == (
        "教务处",
        3,
        1,
        2,
    )


def test_everybody_sees_as_far_as_he_reaches(
    office: TestClient, wang: TestClient, sign_in: SignIn, world: World
) -> None:
    publish(office)
    cast = world.cast
    everybody = ["林副院长", "陈处长", "李联络", "王老师", "外人"]
    for who in (cast.office, cast.dean, cast.supervisor):
        assert sorted(names(sign_in(who))) == sorted(everybody)
    assert names(sign_in(cast.chen)) == ["陈处长", "李联络", "王老师"]
    assert sorted(names(sign_in(cast.lin))) == sorted(["林副院长", "陈处长", "李联络", "王老师"])
    assert names(sign_in(cast.other_liaison)) == ["外人"]
    assert names(wang) == ["王老师"]
    assert wang.get(f"{API}/pledge-shares").json()["items"] == [], "who reads only his own sees no department"
    assert names(office, department_id=world.academic) == ["陈处长", "李联络", "王老师"]
    places = office.get(f"{API}/pledge-shares", params={"sort": "behind"}).json()["items"]
    assert places[0]["department_name"] == "教务处"
    assert sum(one["holders"] for one in places) == len(everybody)


def test_who_may_nudge_is_told_whom(
    office: TestClient, wang: TestClient, sign_in: SignIn, world: World
) -> None:
    publish(office)
    signed(wang, mine(wang))

    def nudged(who: Member) -> tuple[list[str], list[str]]:
        client = sign_in(who)
        people = [one["person_name"] for one in duties(client) if one["may_nudge"]]
        units = client.get(f"{API}/pledge-shares").json()["items"]
        return people, [one["department_name"] for one in units if one["may_nudge"]]

    assert nudged(world.cast.li) == (["陈处长"], ["教务处"]), "not himself, not who has signed"
    assert nudged(world.cast.lin) == (["陈处长", "李联络"], ["教务处"])
    assert nudged(world.cast.supervisor) == nudged(world.cast.wang) == ([], [])


@pytest.mark.parametrize(("path", "total"), [("pledge-duties", 5), ("pledge-shares", 3), ("pledges", 2)])
def test_pages_count_all(
    office: TestClient, wang: TestClient, sign_in: SignIn, world: World, path: str, total: int
) -> None:
    publish(office)
    for client in (wang, sign_in(world.cast.chen)):
        signed(client, mine(client))
    for number in (1, 2):
        answer = office.get(f"{API}/{path}", params={"size": 1, "page": number}).json()
        assert (len(answer["items"]), answer["total"]) == (1, total)


def test_unknown_filters_are_refused(office: TestClient) -> None:
    for path in (
        "pledge-duties?colour=red",
        "pledge-duties?standing=x",
        "pledges?year=9",
        "pledge-shares?q=x",
    ):
        assert office.get(f"{API}/{path}").status_code == 422, path


def test_it_stands_among_the_todos_until_it_is_signed(office: TestClient, wang: TestClient) -> None:
    assert todos(wang, "sign_pledge") == []
    publish(office)
    duty = mine(wang)
    (todo,) = todos(wang, "sign_pledge")
    assert (todo["target_kind"], todo["target_id"]) == ("pledge_duty", duty["id"])
    assert todo["title"] == "请签订岗位廉政承诺：教材管理岗"
    assert todos(office, "sign_pledge") == [], "the office holds no post"
    signed(wang, duty)
    assert todos(wang, "sign_pledge") == []
    publish(office, OTHER_TEXT)
    assert "重新签订" in todos(wang, "sign_pledge")[0]["detail"]


def test_a_handover_that_waits_brings_the_pledge_along(
    office: TestClient, page: dict[str, Any], sign_in: SignIn, world: World
) -> None:
    publish(office)
    heir = sign_in(world.cast.outsider)
    asked = [one["title"] for one in todos(heir, "sign_pledge")]
    assert asked == ["请签订岗位廉政承诺：出纳岗"], "only for the post he had before"
    fresh = heir.get(f"{API}/handovers/{page['id']}").json()
    assert acknowledge(heir, fresh).status_code == 201
    assert [one["title"] for one in todos(heir, "sign_pledge")] == asked


def told(sign_in: SignIn, who: Member) -> int:
    items = inbox(sign_in(who), kind="pledge")
    assert {item["path"] for item in items} <= {"/pledges"}
    return len(items)


def test_holders_are_told_once_and_again_for_a_new_wording_or_year(
    database: Database, office: TestClient, wang: TestClient, sign_in: SignIn, world: World
) -> None:
    def pass_by(hours: int = 0) -> int:
        with database.session() as session:
            return ask_for_pledges_at(session, MORNING + timedelta(hours=hours))

    cast = world.cast
    assert pass_by() == 0, "nothing is published"
    publish(office)
    assert pass_by(-5) == 0, "nobody is disturbed at night"
    assert (pass_by(), pass_by(1)) == (5, 5)
    assert [told(sign_in, who) for who in (cast.wang, cast.chen, cast.lin, cast.office)] == [1, 1, 1, 0]
    signed(wang, mine(wang))
    publish(office, OTHER_TEXT)
    assert pass_by() == 5
    assert told(sign_in, cast.wang) == 2
    signed(wang, mine(wang))
    assert pass_by() == 4
    with database.session() as session:
        session.execute(sa.update(PLEDGES).values(year=today().year - 1))
    assert pass_by() == 5
    assert told(sign_in, cast.wang) == 2, "he was told this year"


def test_who_is_late_is_nudged(office: TestClient, wang: TestClient, sign_in: SignIn, world: World) -> None:
    publish(office)
    li, duty = sign_in(world.cast.li), mine(wang)
    body = {
        "department_ids": [world.academic],
        "audience": "person",
        "person_id": duty["person_id"],
        "target_kind": "pledge",
        "target_id": duty["text_number"],
        "message": "请尽快签订岗位廉政承诺。",
    }
    answer = li.post(f"{API}/nudges", json=body, headers={"Idempotency-Key": "pledge-nudge"})
    assert answer.status_code == 201, answer.text
    (todo,) = todos(wang, "see_nudge")
    assert todo["title"].endswith("岗位廉政承诺")


def test_its_history_is_told_to_those_who_may_see_it(
    office: TestClient, wang: TestClient, sign_in: SignIn, world: World
) -> None:
    publish(office)
    pledge = signed(wang, mine(wang))
    query = {"subject_kind": "pledge", "subject_id": pledge["id"]}
    for client in (wang, office, sign_in(world.cast.li)):
        (event,) = client.get(f"{API}/events", params=query).json()["items"]
        assert event["action"] == "pledge.signed"
    assert sign_in(world.cast.outsider).get(f"{API}/events", params=query).json()["items"] == []
