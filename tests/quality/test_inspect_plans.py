"""Checks of a plan's measures: who, when, what, and slogans; to who writes it and who reviews it."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from backend.quality.plans.rules import REASONS, MeasureFacts, PlanCheck, inspect_plan
from backend.quality.rules import QualityCheck
from backend.quality.wording import is_blank
from tests.conftest import SignIn
from tests.measures.plans import COMPLETE, MEASURES, PLANS, li, made, point_id, send
from tests.organization.trail import problem
from tests.quality.labelled import LABELLED
from tests.risks.sheets import YEAR
from tests.world import World

__all__ = ["li", "point_id"]
URL = "/api/v1/quality/measure-plans"
Found = dict[str, Any]
P = PlanCheck
GOOD = "教材到货后由教材管理岗和使用部门两人清点，清单当日归档，每月末由处长抽查五份。"


def doubts(title: str, content: str = "", *, post: bool = True, day: bool = True) -> list[str]:
    return [one.check.value for one in inspect_plan([MeasureFacts(1, title, content, post, day)])]


@pytest.mark.parametrize(
    ("title", "content", "expected"),
    [
        ("教材双人清点", GOOD, []),
        ("加强廉政教育", "进一步提高思想认识，增强廉洁自律意识，筑牢拒腐防变的思想防线。", [P.slogan_deed]),
        ("严格执行制度", "严格执行各项规章制度，切实加强监督管理。", [P.slogan_deed]),
        ("教材双人清点", "", [P.no_deed_named]),
        ("教材双人清点", "教材双人清点。", [P.no_deed_named]),
        ("教材双人清点", "暂无", [P.no_deed_named]),
        ("开标过程录像", "开标、评标全程录音录像，资料保存三年，随时可以调阅。", []),
    ],
)
def test_what_is_done(title: str, content: str, expected: list[str]) -> None:
    assert doubts(title, content) == expected


def test_who_and_when_stand_in_the_fields_or_in_the_words() -> None:
    said = "对验收资料逐份核对，发现不一致的退回重办。"
    assert doubts("核对验收资料", said, post=False, day=False) == [P.nobody_named, P.no_time_named]
    assert doubts("核对验收资料", said, post=False) == [P.nobody_named]
    assert doubts("核对验收资料", said, day=False) == [P.no_time_named]
    words = "由资产处和使用部门双人核对验收资料，每月一次。"
    assert doubts("核对验收资料", words, post=False, day=False) == []


def test_every_check_has_a_reason() -> None:
    assert set(REASONS) == set(PlanCheck)


def test_slogans_are_told_from_deeds_as_on_sheets() -> None:
    """Measured on the labelled rows, as decision 0015 does; the title is the risk they answer."""
    hits = missed = false = 0
    for sheet in LABELLED:
        for number, row in enumerate(sheet.facts.rows):
            if is_blank(row.measures):
                continue
            is_real = (QualityCheck.slogan_measure, number) in sheet.expected
            is_found = P.slogan_deed in doubts(row.name, row.measures)
            hits += is_real and is_found
            missed += is_real and not is_found
            false += is_found and not is_real
    assert hits / (hits + false) >= 0.95
    assert hits / (hits + missed) >= 0.8


def test_it_works(li: TestClient, world: World, sign_in: SignIn, point_id: int) -> None:
    plan = made(send(li, PLANS, {"department_id": world.academic, "year": YEAR}))
    body = COMPLETE | {"plan_id": plan["id"], "risk_point_ids": [point_id]}
    made(send(li, MEASURES, body | {"position_id": world.textbook_post}))
    hollow = {"title": "加强教育", "content": "提高思想认识，增强责任意识。", "due_on": None}
    second = made(send(li, MEASURES, body | hollow))
    for member in (world.cast.li, world.cast.chen, world.cast.lin, world.cast.office):
        report = made(sign_in(member).get(f"{URL}/{plan['id']}"))
        found = [(one["check"], one["row_id"], one["row_number"], one["cell"]) for one in report["findings"]]
        assert found == [
            ("slogan_deed", second["id"], 2, "content"),
            ("nobody_named", second["id"], 2, "position_id"),
            ("no_time_named", second["id"], 2, "due_on"),
        ], member.name
    assert report["findings"][0]["reason"] == "shallow"
    problem(sign_in(world.cast.outsider).get(f"{URL}/{plan['id']}"), 404, "not-found")
    problem(li.get(f"{URL}/999999"), 404, "not-found")
