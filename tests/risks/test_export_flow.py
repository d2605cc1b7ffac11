"""GET /powers/{id}/flow.bpmn and flow.png: the flowchart for other tools and for Word."""

import struct
from typing import Any
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from httpx import Response
from lxml import etree
from sqlmodel import Session

from backend.access.models import ApiClient
from backend.access.policy import Permission
from backend.kit.table import table_of
from backend.organization.rules import RiskLevel
from backend.risks.actions import record_level
from tests.conftest import SignIn
from tests.powers.catalogue import change
from tests.powers.flows import PURCHASE, step
from tests.risks.test_get_flow_picture import draw, points, power, verdict
from tests.world import World

__all__ = ["points", "power"]
MODEL, OWN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}", "{urn:lianfang:flow:1}"


def get(client: TestClient, power_id: int, form: str, **more: Any) -> Response:
    """The answer as it comes."""
    answer: Response = client.get(f"/api/v1/powers/{power_id}/flow.{form}", **more)
    return answer


def task_names(answer: Response) -> list[str | None]:
    root = etree.fromstring(answer.content)
    return [task.get("name") for task in root.iter(f"{MODEL}userTask")]


def size_of(answer: Response) -> tuple[int, int]:
    assert answer.content.startswith(b"\x89PNG\r\n\x1a\n")
    wide, high = struct.unpack(">II", answer.content[16:24])
    return wide, high


def test_it_works(world: World, power: int, sign_in: SignIn) -> None:
    wang = sign_in(world.cast.wang)
    written = get(wang, power, "bpmn")
    assert written.status_code == 200, written.text
    assert written.headers["content-type"] == "application/xml"
    assert quote("教材选用权力运行流程图.bpmn") in written.headers["content-disposition"]
    assert task_names(written) == ["需求论证", "校内询价比选", "委托公开招标"]
    drawn = get(wang, power, "png", params={"scale": 1})
    assert (drawn.status_code, drawn.headers["content-type"]) == (200, "image/png")


def test_an_earlier_version_is_had_too(world: World, power: int, sign_in: SignIn) -> None:
    li = sign_in(world.cast.li)
    draw(li, power, [step("a", "申请"), step("b", "审批"), step("c", "归档")])
    assert task_names(get(li, power, "bpmn")) == ["申请", "审批", "归档"]
    former = get(li, power, "bpmn", params={"revision": 1})
    assert task_names(former) == ["需求论证", "校内询价比选", "委托公开招标"]
    assert former.headers["etag"] != get(li, power, "bpmn").headers["etag"]
    assert "委托公开招标" in get(li, power, "svg", params={"revision": 1}).text
    for form in ("bpmn", "svg", "png"):
        assert get(li, power, form, params={"revision": 9}).status_code == 404


def test_points_go_along_as_far_as_the_caller_sees_them(
    session: Session, world: World, power: int, points: list[int], sign_in: SignIn
) -> None:
    def levels() -> list[str | None]:
        root = etree.fromstring(get(sign_in(world.cast.oa), power, "bpmn").content)
        return [risk.get("level") for risk in root.iter(f"{OWN}risk")]

    record_level(session, [verdict(points[2], RiskLevel.low)])
    assert levels() == ["high", "high", "low"], "the gravest first"
    assert get(sign_in(world.cast.oa), power, "bpmn", params={"revision": 1}).text.count("<lf:risk") == 3
    session.execute(sa.update(table_of(ApiClient)).values(scopes=[Permission.powers_read.value]))
    assert levels() == []


def test_points_of_today_stay_off_the_flow_of_then(
    world: World, power: int, points: list[int], sign_in: SignIn
) -> None:
    li = sign_in(world.cast.li)
    draw(li, power, [*PURCHASE[:5], PURCHASE[5] | {"name": "签订采购合同"}])
    assert "<lf:risk" in get(li, power, "bpmn").text
    assert "<lf:risk" not in get(li, power, "bpmn", params={"revision": 1}).text


@pytest.mark.parametrize("form", ["bpmn", "png"])
def test_strangers_see_nothing(world: World, power: int, sign_in: SignIn, form: str) -> None:
    assert get(sign_in(world.cast.outsider), power, form).status_code == 404


@pytest.mark.parametrize("form", ["bpmn", "png", "svg"])
def test_what_did_not_change_is_not_sent_again(
    session: Session, world: World, power: int, points: list[int], sign_in: SignIn, form: str
) -> None:
    li = sign_in(world.cast.li)
    held = {"If-None-Match": get(li, power, form).headers["etag"]}
    again = get(li, power, form, headers=held)
    assert (again.status_code, again.content) == (304, b"")
    record_level(session, [verdict(points[2], RiskLevel.low)])
    assert get(li, power, form, headers=held).status_code == 200, "a new level is a new picture"


def test_a_power_without_a_flow_has_no_file(world: World, power: int, sign_in: SignIn) -> None:
    li = sign_in(world.cast.li)
    draw(li, power, [])
    assert get(li, power, "bpmn").status_code == 404
    assert size_of(get(li, power, "png", params={"scale": 1}))[0] >= 420, "the picture says that there is none yet"


def test_pictures_grow_with_the_scale_and_differ_by_theme(world: World, power: int, sign_in: SignIn) -> None:
    li = sign_in(world.cast.li)
    wide, high = size_of(get(li, power, "png", params={"scale": 1}))
    assert size_of(get(li, power, "png", params={"scale": 3})) == pytest.approx((3 * wide, 3 * high), abs=3)
    light, dark = (get(li, power, "png", params={"theme": theme}) for theme in ("light", "dark"))
    assert light.content != dark.content
    assert light.headers["etag"] != dark.headers["etag"]


def test_a_very_long_flow_is_drawn_with_fewer_pixels(world: World, power: int, sign_in: SignIn) -> None:
    li = sign_in(world.cast.li)
    steps = [step(f"s{number}", "环节", handler=f"部门{number % 9}") for number in range(200)]
    assert change(li, "PUT", f"/{power}/flow", {"steps": steps}).status_code == 200
    wide, high = size_of(get(li, power, "png", params={"scale": 3}))
    assert 8_000_000 < wide * high < 12_500_000


@pytest.mark.parametrize(
    ("form", "query"),
    [
        ("png", {"scale": 0}),
        ("png", {"scale": 4}),
        ("png", {"theme": "pink"}),
        ("bpmn", {"revision": 0}),
        ("bpmn", {"theme": "dark"}),
        ("svg", {"scale": 1}),
    ],
)
def test_bad_wishes_are_refused(
    world: World, power: int, sign_in: SignIn, form: str, query: dict[str, Any]
) -> None:
    assert get(sign_in(world.cast.li), power, form, params=query).status_code == 422
