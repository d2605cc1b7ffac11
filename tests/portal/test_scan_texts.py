"""No person, number or address goes out, wherever it was written."""

from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from backend.kit.table import table_of
from backend.organization.models import Person
from backend.portal.board.schemas import PublicPowerItem, PublicPowerOut, PublicStep
from backend.portal.models import PublicPower
from backend.portal.rules import PUBLIC, PUBLIC_STEP, Text
from backend.portal.scans.rules import Post, compact, names_worth, posts_named, scan, single_holders
from backend.powers.queries import POWERS, STEPS
from tests.organization.trail import pointers
from tests.portal.publishing import API, Found, add_signed_power, made, prepare, release, reword
from tests.portal.publishing import PUBLIC as PUBLIC_API
from tests.world import World

NAMES = names_worth(["王老师", "张系", "林"], ["欧阳晓明", "Li Ming", "纪委办", "教务处"], {"教务处"})
NUMBERS = {compact("T200801"), compact("JW-2019-001")}


def codes(text: str) -> list[str]:
    """What the scanner finds in one text."""
    return [one.code for one in scan([Text("/wording", "内容", text)], NAMES, NUMBERS)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("由王老师受理", ["person"]),
        ("由王 老　师受理", ["person"]),
        ("联系人：欧阳·晓明", ["person"]),
        ("王\u200b老师", ["person"]),
        ("身份证 350102199001011234", ["identity"]),
        ("证件３５０１０２１９９００１０１１２３Ｘ", ["identity"]),
        ("账号6222 0212 3456 7890 123", ["identity"]),
        ("咨询 13800138000", ["phone"]),
        ("咨询１３８－００１３－８０００", ["phone"]),
        ("咨询一三八〇〇一三八〇〇〇", ["phone"]),
        ("(0591)83760123", ["phone"]),
        ("电话：8376 0123", ["phone"]),
        ("办公室 8376-0123", ["phone"]),
        ("寄到 jwc＠example.edu.cn", ["email"]),
        ("微信号 jwc_2012", ["account"]),
        ("工号 T200801", ["staff-no"]),
        ("工号jw-2019-001，t200801-1", ["staff-no"]),
        ("张系审核", ["person"]),
        ("LI MING受理", ["person"]),
        ("咨询138、0013、8000", ["phone"]),
        ("咨询138\ufe0f0013\ufe0f8000", ["phone"]),
        ("咨询幺三八〇〇壹三八〇〇〇", ["phone"]),
        ("+86-591-83760123", ["phone"]),
    ],
)
def test_it_is_found(text: str, found: list[str]) -> None:
    assert codes(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "纪委办抽查，教务处公布",
        "《教材管理办法》（教监〔2012〕3号）第八条",
        "2026年9月1日至2026-10-15，5个工作日内办结",
        "2025-2026学年，金额不超过20000000元",
        "教育部令第37号；国发〔2015〕20120301",
        "林业工程类教材",
    ],
)
def test_what_is_harmless_passes(text: str) -> None:
    assert codes(text) == []


SURROUNDINGS = st.text(alphabet="教务处审核（）第条0123 ，", max_size=12)


@given(SURROUNDINGS, st.sampled_from(NAMES), st.text(" ·　\u200b", max_size=2))
def test_a_name_is_found_in_any_surroundings(around: str, name: str, gap: str) -> None:
    assert "person" in codes(around + gap.join(name) + around[::-1])


def _canaries(session: Session, power_id: int) -> list[str]:
    """Every field of the power that is not for the public holds somebody."""
    people = table_of(Person)
    name = "金丝雀甲"
    session.execute(sa.update(people).where(people.c.name == "外人").values(name=name, job_title="金丝雀职务"))
    power = {name: f"金丝雀{name}" for name in ("boundary", "confirm_note", "confirmed_by_name")}
    session.execute(sa.update(POWERS).where(POWERS.c.id == power_id).values(**power))
    step = {field: f"金丝雀{field}" for field in ("conditions", "procedure", "supervision")}
    session.execute(sa.update(STEPS).where(STEPS.c.power_id == power_id).values(**step, phase="decision"))
    return ["金丝雀", *(people_name for people_name in session.execute(sa.select(people.c.name)).scalars())]


def test_the_public_reads_the_allow_list_and_nobody(
    li: TestClient, office: TestClient, client: TestClient, session: Session, power: int
) -> None:
    canaries = _canaries(session, power)
    made(release(office, prepare(li, power)))
    whole = made(client.get(f"{PUBLIC_API}/JWC-P001"))
    assert set(whole) == {*PUBLIC, "content_hash"} == set(PublicPowerOut.model_fields)
    assert all(set(step) == set(PUBLIC_STEP) == set(PublicStep.model_fields) for step in whole["steps"])
    [item] = made(client.get(PUBLIC_API))["items"]
    assert set(item) == set(PublicPowerItem.model_fields)
    paths = ("", "/JWC-P001", "/JWC-P001/flow.svg", "/JWC-P001/flow.svg?theme=dark", "/JWC-P002", "?q=金丝雀")
    texts = [(path, client.get(f"{PUBLIC_API}{path}").text) for path in paths]
    leaks = [(path, word) for path, text in texts for word in canaries if word in text and word != "纪委办"]
    assert leaks == []
    assert not any(word in text for _, text in texts for word in ("关键环节", "风险", "裁量", "干预", "监督"))


def test_no_column_of_the_public_table_leads_to_a_person() -> None:
    table = table_of(PublicPower)
    assert {key.target_fullname for key in table.foreign_keys} == {"publication.id"}
    assert not [one.name for one in table.columns if any(word in one.name for word in ("user", "person", "_by"))]


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"wording": "由王老师受理"}, "/wording", "person"),
        ({"basis": "咨询13800138000"}, "/basis", "phone"),
        ({"name": "教材选用（郑院长审定）"}, "/name", "person"),
    ],
)
def test_a_text_with_a_person_is_not_released(
    li: TestClient, office: TestClient, client: TestClient, power: int, changes: Found, pointer: str, code: str
) -> None:
    draft = made(reword(li, prepare(li, power), **changes))
    assert [(one["pointer"], one["code"]) for one in draft["findings"]] == [(pointer, code)]
    assert pointers(release(office, draft)) == [(pointer, code)]
    assert client.get(f"{PUBLIC_API}/JWC-P001").status_code == 404


def test_the_place_in_a_step_is_named(
    li: TestClient, office: TestClient, world: World, session: Session
) -> None:
    power_id = add_signed_power(session, world.academic, "P005")
    here = sa.and_(STEPS.c.power_id == power_id, STEPS.c.key == "s1")
    step: dict[str, Any] = {"handler": "陈处长", "materials": ["申请表", "身份证350102199001011234复印件"]}
    session.execute(sa.update(STEPS).where(here).values(**step))
    found = prepare(li, power_id)["findings"]
    assert [one["pointer"] for one in found] == ["/steps/0/handler", "/steps/0/materials/1"]
    assert found[0]["detail"].startswith("第 1 步的办理主体里有人员姓名“陈处长”")


def test_a_post_of_one_is_confirmed_or_rewritten(
    li: TestClient, office: TestClient, world: World, session: Session
) -> None:
    power_id = add_signed_power(session, world.academic, "P006")
    here = sa.and_(STEPS.c.power_id == power_id, STEPS.c.key == "s2")
    session.execute(sa.update(STEPS).where(here).values(handler="教材管理岗"))
    draft = prepare(li, power_id)
    [caution] = draft["cautions"]
    assert (caution["key"], caution["pointers"], caution["unit"]) == ("post:教材管理岗", ["/steps/1/handler"], "教务处")
    assert release(office, draft, confirm=False).status_code == 409
    assert made(release(office, draft))["confirmed"] == ["post:教材管理岗"]
    assert made(office.get(f"{API}/{draft['id']}"))["cautions"] == []


def test_posts_of_several_name_nobody() -> None:
    held = [("出纳岗", "财务处", 1, False), ("教师", "信息系", 30, False), ("教师", "教务处", 1, True)]
    assert single_holders(held) == {Post("出纳岗", "财务处"), Post("教师", "教务处")}
    assert single_holders([("科长", "甲科", 1, False), ("科长", "乙科", 1, False)]) == set()
    longer = [Post("处长", "教务处"), Post("教务处处长", "教务处")]
    found = posts_named([Text("/a", "内容", "教务处处长审批"), Text("/b", "依据", "处长")], longer)
    assert [(one.post, one.pointers) for one in found] == [("教务处处长", ("/a",)), ("处长", ("/b",))]
