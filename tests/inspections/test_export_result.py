"""The confirmed result as the two other assessments take it."""

import csv
from io import StringIO

import pytest
from fastapi.testclient import TestClient

from backend.kit.sheets import read_rows
from tests.conftest import SignIn
from tests.inspections.scoring import VOTES, done, opened, scored, step
from tests.inspections.standards import YEAR
from tests.world import World

RESULTS = "/api/v1/inspection-results"


@pytest.fixture
def office(world: World, sign_in: SignIn) -> TestClient:
    """纪委办, with 教务处 and 财务处 confirmed and 信息系 only scored."""
    office = sign_in(world.cast.office)
    given = {world.academic: (55, 36), world.finance: (60, 40), world.informatics: (50, 35)}
    for row in opened(office, *given):
        done(step(office, row, "waiver", {"reason": "机构调整，未自评"}))
        if row["department_id"] == world.academic:
            done(step(office, row, "public-appraisal", VOTES, method="PUT"))
        scored(office, row, *given[row["department_id"]])
        if row["department_id"] != world.informatics:
            decision = {world.academic: "经领导小组研究认定", world.finance: "=HYPERLINK(1)"}
            done(step(office, row, "confirmation", {"decision": decision[row["department_id"]]}))
    return office


def lines(client: TestClient, **query: object) -> list[list[str]]:
    answer = client.get(RESULTS, params={"year": YEAR, "format": "csv"} | query)
    assert answer.status_code == 200, answer.text
    return list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))


def test_it_works(office: TestClient) -> None:
    head, best, second = lines(office, weight=20)
    assert head[:4] == ["名次", "部门", "考核得分（%）", "等次"]
    assert best[:6] == ["1", "财务处", "100", "优秀", "", "20"]
    assert second[:6] == ["2", "教务处", "91", "优秀", "90", "18.2"]
    assert second[6] == "经领导小组研究认定"


def test_the_target_assessment_takes_weight_and_remark(office: TestClient) -> None:
    head, best, second = lines(office, form="target", weight=5)
    assert head == ["部门", "考核得分（%）", "权重", "折算得分", "等次", "备注"]
    assert best[:5] == ["财务处", "100", "5", "5", "优秀"]
    assert (second[3], second[5]) == ("4.55", "未自评：机构调整，未自评")


def test_a_cell_is_never_a_formula(office: TestClient) -> None:
    assert lines(office)[1][6] == "'=HYPERLINK(1)"


def test_the_workbook_says_the_same(office: TestClient) -> None:
    answer = office.get(RESULTS, params={"year": YEAR})
    assert answer.status_code == 200
    assert "filename*=UTF-8''" in answer.headers["content-disposition"]
    title, head, best, _ = (row.cells for row in read_rows(answer.content, "结果.xlsx"))
    assert title[0] == f"{YEAR} 年廉政风险防控检查考核结果（用于党风廉政建设责任制考核）"
    assert head[1] == "部门"
    assert best[1:3] == ["财务处", "100"]


def test_a_department_takes_its_own_line(world: World, sign_in: SignIn, office: TestClient) -> None:
    del office
    assert [line[1] for line in lines(sign_in(world.cast.chen))[1:]] == ["教务处"]


def test_nothing_confirmed_is_nothing_to_take(office: TestClient, world: World, sign_in: SignIn) -> None:
    answer = office.get(RESULTS, params={"year": YEAR - 1})
    assert answer.status_code == 404
    assert str(YEAR - 1) in answer.json()["title"]
    assert sign_in(world.cast.wang).get(RESULTS, params={"year": YEAR}).status_code == 403


@pytest.mark.parametrize(
    "query", [{"weight": 0}, {"weight": 101}, {"weight": "nan"}, {"form": "x"}, {"format": "pdf"}]
)
def test_what_cannot_be_is_refused(office: TestClient, query: dict[str, object]) -> None:
    assert office.get(RESULTS, params={"year": YEAR} | query).status_code == 422
