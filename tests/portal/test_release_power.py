"""A power is prepared by one, released by another, and changed, renewed or taken down afterwards."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.kit.journal import Event
from backend.kit.table import table_of, today
from backend.portal.queries import PUBLIC_POWERS, PUBLICATIONS
from backend.portal.schemas import PublicationOut
from backend.powers.queries import STEPS
from tests.conftest import SignIn
from tests.organization.trail import problem
from tests.portal.publishing import (
    API,
    PUBLIC,
    Found,
    add_signed_power,
    made,
    prepare,
    release,
    reword,
    send,
    sign,
)
from tests.powers.catalogue import add_power, change
from tests.world import World


def listed(client: TestClient, power_id: int, **query: object) -> Found:
    """The power in the list of those to publish."""
    items = made(client.get(API, params=query))["items"]
    found: Found = next(one for one in items if one["id"] == power_id)
    return found


def test_it_works(li: TestClient, office: TestClient, client: TestClient, power: int, session: Session) -> None:
    before = listed(li, power)
    assert (before["standing"], before["is_signed"], before["may_prepare"]) == ("unpublished", True, True)
    draft = prepare(li, power, channel="service")
    assert (draft["state"], draft["code"], draft["edition"]) == ("draft", "JWC-P001", 1)
    assert (draft["name"], draft["wording"]) == ("教材选用", "组织教材的征订与选用")
    assert (draft["basis"], draft["unit"], draft["handling_body"]) == ("《教材管理办法》", "教务处", "教务处")
    assert draft["allowed_actions"] == ["edit", "renew", "discard"]
    assert (draft["findings"], draft["cautions"], draft["blockers"]) == ([], [], [])
    assert client.get(f"{PUBLIC}/JWC-P001").status_code == 404
    seen = made(office.get(f"{API}/{draft['id']}"))
    assert "release" in seen["allowed_actions"]
    done = made(release(office, draft))
    assert (done["state"], done["standing"], done["released_by_name"]) == ("released", "current", "纪委办")
    assert (done["published_on"], len(done["content_hash"])) == (str(today()), 64)
    assert made(client.get(f"{PUBLIC}/JWC-P001"))["content_hash"] == done["content_hash"]
    after = listed(li, power)
    assert (after["standing"], after["code"], after["publication_id"]) == ("current", "JWC-P001", draft["id"])
    assert made(li.get(f"{API}/summary"))["current"] == 1
    events = table_of(Event)
    kinds = sa.select(events.c.action).where(events.c.subject_kind == "publication").order_by(events.c.id)
    assert list(session.execute(kinds).scalars()) == ["publication.created", "publication.released"]


def test_nobody_releases_what_he_wrote(office: TestClient, power: int, li: TestClient) -> None:
    draft = prepare(office, power)
    assert "release" not in draft["allowed_actions"]
    assert "起草人以外" in problem(release(office, draft), 403, "forbidden")["detail"]
    assert release(li, draft).status_code == 403, "the liaison prepares only"
    made(reword(li, draft, wording="组织教材选用"))
    assert made(release(office, draft))["prepared_by_name"] == "李联络"


def test_others_neither_prepare_nor_release(sign_in: SignIn, world: World, li: TestClient, power: int) -> None:
    draft = prepare(li, power)
    path = f"{API}/{draft['id']}"
    for who, status in ((world.cast.wang, 403), (world.cast.other_liaison, 404), (world.cast.dean, 200)):
        stranger = sign_in(who)
        assert stranger.get(path).status_code == status
        assert send(stranger, f"{path}/release", {}).status_code in (403, 404)
        assert send(stranger, API, {"power_id": power}).status_code in (403, 422)


def test_what_was_published_stays(
    li: TestClient, office: TestClient, client: TestClient, sign_in: SignIn, world: World, power: int
) -> None:
    draft = prepare(li, power)
    made(reword(li, draft, wording="按学期组织教材选用"))
    made(release(office, draft))
    public = made(client.get(f"{PUBLIC}/JWC-P001"))
    assert change(li, "PATCH", f"/{power}", {"name": "教材选用与征订", "kind": "operational"}).status_code == 200
    assert made(client.get(f"{PUBLIC}/JWC-P001")) == public
    assert listed(li, power, standing="changed")["standing"] == "changed"
    now = made(li.get(f"{API}/{draft['id']}"))
    assert now["changes"] == [{"place": "名称", "before": "教材选用", "after": "教材选用与征订"}]
    second = prepare(li, power)
    assert (second["edition"], second["code"]) == (2, "JWC-P001")
    assert (second["name"], second["wording"]) == ("教材选用与征订", "按学期组织教材选用"), "reworded by hand"
    assert [one["key"] for one in second["cautions"]] == ["unsigned"]
    assert problem(release(office, second, confirm=False), 409, "not-confirmed")
    done = made(release(office, second))
    assert [(one["edition"], one["state"]) for one in done["editions"]] == [(2, "released"), (1, "superseded")]
    assert made(client.get(f"{PUBLIC}/JWC-P001"))["name"] == "教材选用与征订"
    assert change(li, "PATCH", f"/{power}", {"name": "教材选用"}).status_code == 200
    assert change(li, "PATCH", f"/{power}", {"name": "教材选用与征订"}).status_code == 200
    assert listed(li, power)["standing"] == "current", "changed back"


def test_a_withdrawn_one_is_as_if_it_had_never_been(
    li: TestClient, office: TestClient, client: TestClient, power: int
) -> None:
    draft = prepare(li, power)
    made(release(office, draft))
    path = f"{API}/{draft['id']}/withdrawal"
    assert send(office, path, {"reason": "无"}).status_code == 422
    reason = {"reason": "流程正在调整，修订后重新公开。"}
    assert send(li, path, reason).status_code == 403
    assert made(send(office, path, reason))["standing"] == "withdrawn"
    gone, never = client.get(f"{PUBLIC}/JWC-P001"), client.get(f"{PUBLIC}/JWC-P999")
    same = [{**answer.json(), "instance": "", "request_id": ""} for answer in (gone, never)]
    assert (gone.status_code, same[0]) == (404, same[1])
    assert client.get(f"{PUBLIC}/JWC-P001/flow.svg").status_code == 404
    assert made(client.get(PUBLIC)) == {"items": [], "total": 0, "units": []}
    assert listed(li, power)["standing"] == "withdrawn"
    assert prepare(li, power)["edition"] == 2


def test_a_period_ends(li: TestClient, office: TestClient, client: TestClient, power: int, session: Session) -> None:
    assert send(li, API, {"power_id": power, "closes_on": "2026-01-01"}).status_code == 422
    made(release(office, prepare(li, power, closes_on=str(today()))))
    assert client.get(f"{PUBLIC}/JWC-P001").status_code == 200
    yesterday = today() - timedelta(days=1)
    session.execute(sa.update(PUBLICATIONS).values(closes_on=yesterday))
    session.execute(sa.update(PUBLIC_POWERS).values(closes_on=yesterday, published_on=yesterday))
    assert client.get(f"{PUBLIC}/JWC-P001").status_code == 404
    assert listed(li, power)["standing"] == "expired"


def test_a_draft_follows_its_power(
    li: TestClient, office: TestClient, power: int, world: World, session: Session
) -> None:
    draft = prepare(li, power)
    steps = [
        {name: step[name] for name in ("key", "name", "handler", "time_limit", "materials", "branches")}
        for step in draft["steps"]
    ]
    steps[1]["handler"] = "学院教材工作小组"
    draft = made(reword(li, draft, steps=steps))
    assert change(li, "PATCH", f"/{power}", {"content": "组织教材选用"}).status_code == 200
    assert "改动" in problem(release(office, draft), 409, "not-ready")["detail"]
    renewed = made(send(li, f"{API}/{draft['id']}/renewal"))
    assert (renewed["wording"], renewed["steps"][1]["handler"]) == ("组织教材选用", "学院教材工作小组")
    assert (renewed["blockers"], renewed["changes"]) == ([], [])
    sign(session, world.academic)
    assert made(release(office, draft))["state"] == "released"


def test_what_is_left_out_of_a_step_stays(li: TestClient, power: int, session: Session) -> None:
    ways = {"branches": [{"to": "s3", "label": "同意"}, {"to": "s1", "label": "退回"}]}
    session.execute(sa.update(STEPS).where(STEPS.c.power_id == power, STEPS.c.key == "s2").values(**ways))
    draft = prepare(li, power)
    given: list[Found] = [{"key": f"s{at}", "name": "环节"} for at in (1, 2, 3)]
    given[1]["branches"] = [{"to": "s3"}, {"to": "s1", "label": "退回修改"}]
    steps = made(reword(li, draft, steps=given))["steps"]
    assert [step["name"] for step in steps] == ["环节"] * 3
    assert (steps[0]["materials"], steps[1]["handler"]) == (["教材选用申请表"], "教务处")
    assert [one["label"] for one in steps[1]["branches"]] == ["同意", "退回修改"]


def test_what_need_not_be_public_any_more(li: TestClient, office: TestClient, power: int) -> None:
    """A draft of it does not go out, and of what is out one learns."""
    draft = prepare(li, power)
    assert change(li, "PATCH", f"/{power}", {"must_publish": False}).status_code == 200
    assert "应当透明公开" in problem(release(office, draft), 409, "not-ready")["detail"]
    assert change(li, "PATCH", f"/{power}", {"must_publish": True}).status_code == 200
    done = made(release(office, draft))
    assert set(done) == set(PublicationOut.model_fields)
    assert change(li, "PATCH", f"/{power}", {"must_publish": False}).status_code == 200
    assert (listed(li, power)["standing"], listed(li, power)["may_prepare"]) == ("changed", False)
    [one] = made(li.get(f"{API}/{draft['id']}"))["changes"]
    assert (one["place"], one["after"]) == ("应当透明公开", "否")


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"name": ""}, "/name"),
        ({"wording": "长" * 4001}, "/wording"),
        ({"unit": "财务处"}, "/unit"),
        ({"closes_on": "2020-01-01"}, "/closes_on"),
        ({"steps": []}, "/steps"),
        ({"steps": [{"key": f"s{number}", "name": "环节", "risk": "高"} for number in (1, 2, 3)]}, "/steps/0/risk"),
        (
            {"steps": [{"key": f"s{at}", "name": "环节", "branches": [{"to": "s1"}]} for at in (1, 2, 3)]},
            "/steps/0/branches",
        ),
    ],
)
def test_bad_input_is_explained(li: TestClient, power: int, changes: Found, pointer: str) -> None:
    body = problem(reword(li, prepare(li, power), **changes), 422, "validation")
    assert body["errors"][0]["pointer"] == pointer


def test_only_what_is_signed_and_meant_for_the_public(
    li: TestClient, office: TestClient, world: World, session: Session, power: int
) -> None:
    inside = add_power(session, world.academic, "P002")
    assert problem(send(li, API, {"power_id": inside}), 409, "not-for-public")
    prepare(li, power)
    assert problem(send(li, API, {"power_id": power}), 409, "already-exists")
    fresh = add_power(session, world.academic, "P003", must_publish=True)
    draft = prepare(li, fresh)
    assert [one["key"] for one in draft["cautions"]] == ["no-flow"]
    assert "职权目录" in problem(release(office, draft), 409, "not-ready")["detail"]
    assert made(send(li, f"{API}/{draft['id']}/discard"))["state"] == "discarded"
    assert listed(li, fresh)["standing"] == "unpublished"


def test_two_powers_never_share_an_address(
    li: TestClient, office: TestClient, client: TestClient, world: World, session: Session, power: int
) -> None:
    """A power keeps its address when it is renumbered, so another one with its number gets a new one."""
    made(release(office, prepare(li, power)))
    assert change(li, "PATCH", f"/{power}", {"code": "P009"}).status_code == 200
    other = add_signed_power(session, world.academic, "P001", name="教材结算")
    assert prepare(li, other)["code"] == "JWC-P001-2"
    assert made(client.get(f"{PUBLIC}/JWC-P001"))["name"] == "教材选用"
