"""GET /risk-samples, GET /risk-prompts and POST /risk-inventories/{id}/samples."""

from collections import Counter
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.organization.rules import KeyArea, PositionTier
from backend.risks.lists.queries import check_tags
from backend.risks.samples.rules import SAMPLES
from backend.risks.schemas import RiskPointFields
from tests.conftest import SignIn
from tests.risks.sheets import API, ROW, act, department_sheet, filled_sheet
from tests.risks.test_keep_lists import SCHEMES, lists, named, patch
from tests.world import World

SAMPLES_PATH, PROMPTS_PATH = "/api/v1/risk-samples", "/api/v1/risk-prompts"
Found = dict[str, Any]


def test_it_works(world: World, wang: TestClient) -> None:
    """One tap puts a sample into the sheet, adapted by what she typed."""
    sheet = filled_sheet(wang, world, [ROW])
    offered = wang.get(SAMPLES_PATH, params={"inventory_id": sheet["id"]}).json()
    assert [sample["key"] for sample in offered] == [
        *(f"textbook_procurement-{number}" for number in (1, 2, 3)),
        *(f"general-{number}" for number in (1, 2, 3)),
    ]
    body = {"sample": offered[1]["key"], "manifestation": "验收册数与结算单不符时不追究"}
    answer = wang.post(f"{API}/{sheet['id']}/samples", json=body)
    assert answer.status_code == 201, answer.text
    row = answer.json()
    assert (row["name"], row["manifestation"]) == (offered[1]["name"], body["manifestation"])
    assert (row["categories"], row["found_by"]) == (offered[1]["categories"], ["self"])
    assert len(wang.get(f"{API}/{sheet['id']}").json()["rows"]) == 2


def test_three_for_every_kind_of_post(session: Session) -> None:
    """Each complete, in the words of the lists, and none the copy of another."""
    kinds = Counter(sample.key_area or sample.tier for sample in SAMPLES)
    assert kinds == dict.fromkeys([*KeyArea, *PositionTier], 3)
    for sample in SAMPLES:
        fields = RiskPointFields(**sample.content)
        check_tags(session, [("", None, fields.model_dump(mode="json"))])
        assert all(sample.content.values())
    for name in ("name", "manifestation", "measures"):
        assert len({sample.content[name] for sample in SAMPLES}) == len(SAMPLES)


def test_a_department_gets_those_of_its_areas(world: World, sign_in: SignIn) -> None:
    li = sign_in(world.cast.li)
    sheet = department_sheet(li, world.academic).json()
    offered = li.get(SAMPLES_PATH, params={"inventory_id": sheet["id"]}).json()
    assert {sample["key_area"] or sample["tier"] for sample in offered} == {"textbook_procurement", "middle"}


def test_the_list_is_filtered(wang: TestClient) -> None:
    assert len(wang.get(SAMPLES_PATH).json()) == 42
    finance = wang.get(SAMPLES_PATH, params={"key_area": "finance"}).json()
    assert {sample["key_area"] for sample in finance} == {"finance"}
    assert len(wang.get(SAMPLES_PATH, params={"tier": "middle"}).json()) == 3
    assert wang.get(SAMPLES_PATH, params={"tier": "middle", "inventory_id": 1}).status_code == 422
    assert wang.get(SAMPLES_PATH, params={"inventory_id": 999_999}).status_code == 404


def test_what_went_out_of_use_is_left_out(
    world: World, sign_in: SignIn, wang: TestClient, sheet: Found
) -> None:
    office = sign_in(world.cast.office)
    patch(office, SCHEMES, named(lists(office)["schemes"], "three_kinds"), is_active=False)
    row = wang.post(f"{API}/{sheet['id']}/samples", json={"sample": "finance-1"}).json()
    assert set(row["categories"]) == {"personal_aspects"}
    assert row["subcategories"] == {}


def test_refusals(world: World, sign_in: SignIn, wang: TestClient, sheet: Found) -> None:
    path = f"{API}/{sheet['id']}/samples"
    unknown = wang.post(path, json={"sample": "finance-9"})
    assert (unknown.status_code, unknown.json()["errors"][0]["pointer"]) == (422, "/sample")
    assert wang.post(path, json={"sample": "finance-1", "level": "high"}).status_code == 422
    assert sign_in(world.cast.outsider).post(path, json={"sample": "finance-1"}).status_code == 404
    assert sign_in(world.cast.lin).post(path, json={"sample": "finance-1"}).status_code == 403
    act(wang, sheet, "submission")
    assert wang.post(path, json={"sample": "finance-1"}).status_code == 409


@pytest.mark.parametrize(
    ("query", "items"),
    [
        ({"tier": "leadership"}, ["重要事项决策", "人事任免", "项目安排", "资金使用"]),
        ({"tier": "middle"}, ["履行岗位职责", "执行制度", "行使业务处置权", "行使内部管理权"]),
        ({"tier": "general"}, ["履行岗位职责", "执行制度", "职权行使"]),
        ({"kind": "department"}, ["业务流程", "机关效能", "制度机制", "外部环境"]),
    ],
)
def test_prompts_speak_the_words_of_the_sources(
    wang: TestClient, query: dict[str, str], items: list[str]
) -> None:
    """opinion.txt lines 45 and 46."""
    (found,) = wang.get(PROMPTS_PATH, params=query).json()
    assert [item["text"] for item in found["items"]] == items
    assert wang.get(PROMPTS_PATH, params=query | {"colour": "red"}).status_code == 422


def test_prompts_for_a_sheet_are_those_of_its_tier(
    world: World, sign_in: SignIn, wang: TestClient, sheet: Found
) -> None:
    """The post's tier, or the department's own list; a sheet one may not see stays unknown."""

    def titles(client: TestClient, **query: object) -> list[str]:
        return [one["title"] for one in client.get(PROMPTS_PATH, params=query).json()]

    li = sign_in(world.cast.li)
    of_department = department_sheet(li, world.academic).json()["id"]
    assert titles(wang, inventory_id=sheet["id"]) == ["一般岗位风险"]
    assert titles(li, inventory_id=of_department) == ["部门风险"]
    stranger = sign_in(world.cast.outsider)
    assert stranger.get(PROMPTS_PATH, params={"inventory_id": sheet["id"]}).status_code == 404
    assert wang.get(PROMPTS_PATH, params={"inventory_id": sheet["id"], "tier": "general"}).status_code == 422
