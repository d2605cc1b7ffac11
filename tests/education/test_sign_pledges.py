"""Who holds a post signs for it himself: once for a wording, again each year or for a new one, nobody for another."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.education.pledges.queries import PLEDGES
from backend.kit.table import today
from backend.organization.queries import APPOINTMENTS, POSITIONS
from tests.conftest import SignIn
from tests.education.pledging import API, OTHER_TEXT, TEXT, duties, mine, publish, sign, signed
from tests.handovers.test_hand_over_posts import acknowledge, approved, end, page
from tests.organization.merging import merged
from tests.risks.sheets import events_of, wang
from tests.world import World

__all__ = ["approved", "page", "wang"]


@pytest.fixture
def office(sign_in: SignIn, world: World) -> TestClient:
    return sign_in(world.cast.office)


def test_it_works(office: TestClient, wang: TestClient, session: Session) -> None:
    published = publish(office)
    assert (published["number"], published["renewal"], len(published["in_force_for"])) == (1, "yearly", 3)
    duty = mine(wang)
    assert (duty["standing"], duty["position_name"], duty["pledge_id"]) == ("missing", "教材管理岗", None)
    detail = wang.get(f"{API}/pledge-duties/{duty['id']}").json()
    assert (detail["text"], detail["allowed_actions"]) == (TEXT, ["sign"])
    pledge = signed(wang, duty)
    assert (pledge["person_name"], pledge["position_name"], pledge["department_name"]) == (
        "王老师",
        "教材管理岗",
        "教务处",
    )
    assert (pledge["text"], pledge["text_number"], pledge["year"]) == (TEXT, 1, today().year)
    assert wang.get(f"{API}/pledges/{pledge['id']}").json() == pledge
    after = mine(wang)
    assert (after["standing"], after["pledge_id"]) == ("signed", pledge["id"])
    assert wang.get(f"{API}/pledge-duties/{duty['id']}").json()["allowed_actions"] == []
    assert events_of(session, "pledge") == ["pledge.signed"]


def test_before_a_wording_is_published_nobody_is_asked(office: TestClient, wang: TestClient) -> None:
    assert duties(office) == []
    assert wang.get(f"{API}/pledge-duties/counts").json() == {"missing": 0, "renewal": 0, "signed": 0}
    current = office.get(f"{API}/pledge-texts/current").json()
    assert (current["number"], current["in_force_for"]) == (0, [])
    assert office.get(f"{API}/pledge-shares").json()["items"] == []


def test_nobody_signs_for_another(
    office: TestClient, wang: TestClient, sign_in: SignIn, world: World
) -> None:
    publish(office)
    duty = mine(wang)
    cast = world.cast
    for who in (cast.office, cast.chen, cast.li, cast.dean, cast.lin):
        client = sign_in(who)
        assert client.get(f"{API}/pledge-duties/{duty['id']}").json()["allowed_actions"] == []
        assert sign(client, duty).status_code == 403
    for stranger in (cast.outsider, cast.other_liaison, cast.other_head):
        assert sign(sign_in(stranger), duty).status_code == 404
        assert sign_in(stranger).get(f"{API}/pledge-duties/{duty['id']}").status_code == 404
    assert mine(wang)["standing"] == "missing"


def test_a_strangers_pledge_is_not_there(
    office: TestClient, wang: TestClient, sign_in: SignIn, world: World
) -> None:
    publish(office)
    pledge = signed(wang, mine(wang))
    path = f"{API}/pledges/{pledge['id']}"
    for who in (world.cast.li, world.cast.chen, world.cast.lin, world.cast.dean, world.cast.supervisor):
        assert sign_in(who).get(path).json()["text"] == TEXT
        assert [one["id"] for one in sign_in(who).get(f"{API}/pledges").json()["items"]] == [pledge["id"]]
    for who in (world.cast.outsider, world.cast.other_liaison):
        assert sign_in(who).get(path).status_code == 404
        assert sign_in(who).get(f"{API}/pledges").json()["items"] == []


@pytest.mark.parametrize(
    ("changes", "status"),
    [({"pledges": False}, 422), ({"text_number": -1}, 422), ({"text_number": 0}, 412), ({"by": "x"}, 422)],
)
def test_a_careless_signature_is_refused(
    office: TestClient, wang: TestClient, changes: dict[str, Any], status: int
) -> None:
    publish(office)
    assert sign(wang, mine(wang), **changes).status_code == status
    assert mine(wang)["standing"] == "missing"


def test_twice_is_a_conflict(office: TestClient, wang: TestClient, session: Session) -> None:
    publish(office)
    duty = mine(wang)
    signed(wang, duty)
    assert sign(wang, duty).status_code == 409
    assert session.execute(sa.select(sa.func.count()).select_from(PLEDGES)).scalar_one() == 1


def test_a_new_wording_is_signed_anew(office: TestClient, wang: TestClient) -> None:
    publish(office, renewal="on_new_text")
    duty = mine(wang)
    first = signed(wang, duty)
    publish(office, OTHER_TEXT, renewal="on_new_text")
    again = mine(wang)
    assert (again["standing"], again["text_number"]) == ("renewal", 2)
    assert sign(wang, duty).status_code == 412, "he read the old one"
    assert signed(wang, again)["text"] == OTHER_TEXT
    assert wang.get(f"{API}/pledges/{first['id']}").json()["text"] == TEXT, "what was signed stays"


@pytest.mark.parametrize(("renewal", "standing"), [("yearly", "renewal"), ("on_new_text", "signed")])
def test_a_new_year_asks_again_where_it_is_signed_yearly(
    office: TestClient, wang: TestClient, session: Session, renewal: str, standing: str
) -> None:
    publish(office, renewal=renewal)
    signed(wang, mine(wang))
    session.execute(sa.update(PLEDGES).values(year=today().year - 1))
    duty = mine(wang)
    assert duty["standing"] == standing
    assert sign(wang, duty).status_code == (201 if standing == "renewal" else 409)
    assert mine(wang)["standing"] == "signed"


def test_a_wording_may_be_for_one_tier(
    office: TestClient, wang: TestClient, sign_in: SignIn, world: World
) -> None:
    leaders = publish(office, tier="leadership")
    assert leaders["in_force_for"] == ["leadership"]
    assert [one["tier"] for one in duties(office)] == ["leadership"]
    assert duties(wang, mine=True) == []
    publish(office, OTHER_TEXT)
    lin = sign_in(world.cast.lin)
    assert {mine(one)["text_number"] for one in (wang, lin)} == {2}, "one for all replaces the older ones"
    publish(office, tier="leadership")
    assert (mine(wang)["text_number"], mine(lin)["text_number"]) == (2, 3)
    assert [one["number"] for one in office.get(f"{API}/pledge-texts").json()["items"]] == [3, 2, 1]
    current = office.get(f"{API}/pledge-texts/current", params={"tier": "general"}).json()
    assert (current["number"], current["in_force_for"]) == (2, ["middle", "general"])


def test_the_same_wording_is_not_published_twice(office: TestClient) -> None:
    publish(office)
    body = {"text": TEXT, "renewal": "yearly"}
    assert office.post(f"{API}/pledge-texts", json=body).status_code == 409
    assert office.post(f"{API}/pledge-texts", json=body | {"tier": "middle"}).status_code == 409
    assert publish(office, renewal="on_new_text")["number"] == 2


def test_what_stands_for_some_tiers_alone_may_be_published_for_all(office: TestClient) -> None:
    publish(office)
    publish(office, OTHER_TEXT, tier="leadership")
    again = publish(office)
    assert (again["number"], len(again["in_force_for"])) == (3, 3)


def test_a_pledge_is_found_with_the_unit_its_post_went_to(
    office: TestClient, wang: TestClient, sign_in: SignIn, world: World
) -> None:
    publish(office)
    pledge = signed(wang, mine(wang))
    head, path = sign_in(world.cast.other_head), f"{API}/pledges/{pledge['id']}"
    assert head.get(path).status_code == 404
    merged(office, world.academic, world.finance)
    assert head.get(path).json()["department_name"] == "教务处", "as it was signed"
    assert "王老师" in [one["person_name"] for one in duties(head)]


@pytest.mark.parametrize(
    "body", [{"text": "太短"}, {"text": TEXT, "tier": "x"}, {"text": TEXT, "renewal": None}]
)
def test_a_poor_wording_is_refused(office: TestClient, body: dict[str, Any]) -> None:
    assert office.post(f"{API}/pledge-texts", json=body).status_code == 422


def test_only_the_office_publishes(sign_in: SignIn, world: World) -> None:
    for who in (world.cast.li, world.cast.chen, world.cast.dean):
        assert sign_in(who).post(f"{API}/pledge-texts", json={"text": TEXT}).status_code == 403


def test_a_pledge_ends_with_the_appointment_and_stays_readable(
    office: TestClient, wang: TestClient, world: World
) -> None:
    publish(office)
    duty = mine(wang)
    pledge = signed(wang, duty)
    end(office, world, world.cast.wang.person)
    assert duties(wang, mine=True) == []
    assert sign(wang, duty).status_code == 404
    yesterday = (today() - timedelta(days=1)).isoformat()
    for client in (wang, office):
        assert client.get(f"{API}/pledges/{pledge['id']}").json() == pledge | {"ended_on": yesterday}


def test_names_stay_as_they_were_signed(office: TestClient, wang: TestClient, world: World) -> None:
    publish(office)
    pledge = signed(wang, mine(wang))
    path = f"{API}/positions/{world.textbook_post}"
    assert office.patch(path, json={"name": "教材岗"}, headers={"If-Match": "now"}).status_code == 200
    assert wang.get(f"{API}/pledges/{pledge['id']}").json()["position_name"] == "教材管理岗"
    assert mine(wang)["position_name"] == "教材岗"


def test_each_post_is_signed_for(
    office: TestClient, wang: TestClient, world: World, session: Session
) -> None:
    publish(office)
    signed(wang, mine(wang))
    body = {"person_id": world.cast.wang.person, "position_id": world.procurement_post, "is_primary": False}
    assert office.post(f"{API}/appointments", json=body).status_code == 201
    assert sorted(one["standing"] for one in duties(wang, mine=True)) == ["missing", "signed"]
    (other,) = duties(wang, mine=True, standing="missing")
    assert signed(wang, other)["position_name"] == "采购科科长"
    session.execute(sa.update(POSITIONS).values(retired_on=today()))
    assert duties(wang, mine=True) == [], "posts that are gone ask nothing"


def test_who_comes_tomorrow_is_asked_tomorrow(
    office: TestClient, wang: TestClient, world: World, session: Session
) -> None:
    publish(office)
    held = APPOINTMENTS.c.person_id == world.cast.wang.person
    session.execute(sa.update(APPOINTMENTS).where(held).values(started_on=today() + timedelta(days=1)))
    assert duties(wang, mine=True) == []


def test_acknowledging_a_handover_signs_the_pledge(
    office: TestClient, page: dict[str, Any], sign_in: SignIn, world: World, session: Session
) -> None:
    heir = sign_in(world.cast.outsider)
    publish(office, tier="general")
    fresh = heir.get(f"{API}/handovers/{page['id']}").json()
    assert (fresh["content"]["pledge"], fresh["pledge_version"]) == (TEXT, 1)
    assert acknowledge(heir, fresh).status_code == 201
    (duty,) = (one for one in duties(heir, mine=True) if one["position_id"] == world.textbook_post)
    assert duty["standing"] == "signed"
    assert heir.get(f"{API}/pledges/{duty['pledge_id']}").json()["text"] == TEXT
    assert sign(heir, duty).status_code == 409, "never a double"
    assert events_of(session, "pledge") == ["pledge.signed"]


def test_what_was_signed_before_the_handover_is_not_signed_again(
    office: TestClient, page: dict[str, Any], sign_in: SignIn, world: World, session: Session
) -> None:
    heir = sign_in(world.cast.outsider)
    publish(office)
    (duty,) = (one for one in duties(heir, mine=True) if one["position_id"] == world.textbook_post)
    signed(heir, duty)
    assert acknowledge(heir, heir.get(f"{API}/handovers/{page['id']}").json()).status_code == 201
    count = sa.select(sa.func.count()).where(PLEDGES.c.position_id == world.textbook_post)
    assert session.execute(count).scalar_one() == 1


def test_the_built_in_pledge_of_a_handover_is_kept_too(
    office: TestClient, page: dict[str, Any], sign_in: SignIn, world: World
) -> None:
    heir = sign_in(world.cast.outsider)
    assert acknowledge(heir, page).status_code == 201
    (pledge,) = heir.get(f"{API}/pledges", params={"mine": True}).json()["items"]
    assert (pledge["text_number"], pledge["position_name"]) == (0, "教材管理岗")
    publish(office)
    (duty,) = (one for one in duties(heir, mine=True) if one["position_id"] == world.textbook_post)
    assert duty["standing"] == "renewal"
