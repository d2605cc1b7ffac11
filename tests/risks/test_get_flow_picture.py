"""GET /powers/{id}/flow.svg: the official flowchart with the risk points on its steps."""

from typing import Any
from xml.etree import ElementTree

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from httpx import Response
from sqlmodel import Session

from backend.access.models import ApiClient
from backend.access.policy import Permission
from backend.kit.table import table_of
from backend.organization.rules import RiskLevel
from backend.risks.actions import Verdict, record_level
from backend.risks.rules import Consequence, Likelihood
from tests.conftest import SignIn
from tests.powers.catalogue import add_power, change
from tests.powers.flows import PURCHASE
from tests.risks.sheets import OTHER_ROW, ROW, filled_sheet, save
from tests.world import World

SVG = "{http://www.w3.org/2000/svg}"
KEY, TITLE = "s2", "需求论证"


@pytest.fixture
def power(session: Session, world: World, sign_in: SignIn) -> int:
    """教材选用 of 王老师's post, with a flow."""
    power_id = add_power(session, world.academic, position_id=world.textbook_post)
    draw(sign_in(world.cast.li), power_id, PURCHASE)
    return power_id


def draw(client: TestClient, power_id: int, steps: list[dict[str, Any]]) -> int:
    """Saves a flow; the id of its step KEY, 0 when there is none."""
    tag = client.get(f"/api/v1/powers/{power_id}").headers["etag"]
    saved = change(client, "PUT", f"/{power_id}/flow", {"steps": steps}, tag)
    assert saved.status_code == 200, saved.text
    return next((step["id"] for step in saved.json()["steps"] if step["key"] == KEY), 0)


def step_of(client: TestClient, power_id: int) -> int:
    """The id of KEY."""
    steps = client.get(f"/api/v1/powers/{power_id}/flow").json()["steps"]
    return next(int(step["id"]) for step in steps if step["key"] == KEY)


@pytest.fixture
def points(session: Session, world: World, sign_in: SignIn, power: int) -> list[int]:
    """Three points on the step: two assessed high, one not assessed."""
    wang = sign_in(world.cast.wang)
    hung = {"power_id": power, "step_id": step_of(wang, power)}
    rows = [row | hung for row in (ROW, OTHER_ROW, ROW)]
    ids = [row["id"] for row in filled_sheet(wang, world, rows)["rows"]]
    record_level(session, [verdict(point_id, RiskLevel.high) for point_id in ids[:2]])
    return ids


def verdict(point_id: int, level: RiskLevel) -> Verdict:
    """A level with its factors; they do not matter here."""
    return Verdict(point_id, Likelihood.high, Consequence.crime, level, "因为", "source-1")


def picture(client: TestClient, power_id: int, **more: Any) -> Response:
    """The answer as it comes."""
    answer: Response = client.get(f"/api/v1/powers/{power_id}/flow.svg", **more)
    return answer


def tooltip(client: TestClient, power_id: int) -> list[str]:
    """What the step says of itself, line by line."""
    root = ElementTree.fromstring(picture(client, power_id).content)
    titles = [node.text or "" for node in root.iter(f"{SVG}title")]
    return next(text.split("\n") for text in titles if text.startswith(f"{TITLE}\n"))


def test_it_works(world: World, power: int, sign_in: SignIn) -> None:
    answer = picture(sign_in(world.cast.wang), power)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/svg+xml"
    root = ElementTree.fromstring(answer.content)
    assert root.findtext(f"{SVG}title") == "教材选用权力运行流程图"
    assert {"使用部门", "资产处", "招标代理"} <= {node.text for node in root.iter(f"{SVG}text")}


def test_steps_bear_the_levels_of_their_points(
    session: Session, world: World, power: int, points: list[int], sign_in: SignIn
) -> None:
    wang = sign_in(world.cast.wang)
    assert tooltip(wang, power)[-2:] == ["高风险 2 个", "未评估风险 1 个"]
    record_level(session, [verdict(points[2], RiskLevel.low)])
    assert tooltip(wang, power)[-2:] == ["高风险 2 个", "低风险 1 个"]
    texts = [node.text for node in ElementTree.fromstring(picture(wang, power).content).iter(f"{SVG}text")]
    assert {"2", "高风险", "低风险"} <= set(texts), "counted beside the mark and explained below"
    assert "未评估风险" not in texts


def test_points_taken_out_leave_the_picture(
    world: World, power: int, points: list[int], sign_in: SignIn
) -> None:
    wang = sign_in(world.cast.wang)
    sheet = wang.get("/api/v1/risk-inventories").json()["items"][0]
    assert save(wang, sheet, [{"id": points[1]}]).status_code == 200
    assert tooltip(wang, power)[-1] == "高风险 1 个"


def test_nobody_sees_levels_he_may_not_read(
    session: Session, world: World, power: int, points: list[int], sign_in: SignIn
) -> None:
    clients, powers_only = table_of(ApiClient), [Permission.powers_read.value]
    assert "高风险" in picture(sign_in(world.cast.oa), power).text
    session.execute(sa.update(clients).values(scopes=powers_only))
    answer = picture(sign_in(world.cast.oa), power)
    assert (answer.status_code, "高风险" in answer.text) == (200, False)


def test_strangers_see_no_picture(world: World, power: int, sign_in: SignIn) -> None:
    assert picture(sign_in(world.cast.outsider), power).status_code == 404


def test_themes_are_different_pictures(world: World, power: int, sign_in: SignIn) -> None:
    li = sign_in(world.cast.li)
    light, dark = (picture(li, power, params={"theme": theme}) for theme in ("light", "dark"))
    assert light.text != dark.text
    assert light.headers["etag"] != dark.headers["etag"]
    assert picture(li, power).text == light.text


def test_an_unchanged_picture_is_not_sent_again(
    session: Session, world: World, power: int, points: list[int], sign_in: SignIn
) -> None:
    li = sign_in(world.cast.li)
    held = {"If-None-Match": picture(li, power).headers["etag"]}
    assert picture(li, power, headers=held).status_code == 304
    record_level(session, [verdict(points[2], RiskLevel.low)])
    fresh = picture(li, power, headers=held)
    assert fresh.status_code == 200, "a new level is a new picture"
    draw(li, power, [])
    assert picture(li, power, headers={"If-None-Match": fresh.headers["etag"]}).status_code == 200


def test_bad_themes_are_refused(world: World, power: int, sign_in: SignIn) -> None:
    assert picture(sign_in(world.cast.li), power, params={"theme": "pink"}).status_code == 422
