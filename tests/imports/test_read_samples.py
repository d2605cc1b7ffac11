from datetime import date
from pathlib import Path

import pytest

from backend.imports.reader.forms import read_file
from backend.imports.reader.parsed import ParsedForm, PowerRow, RiskRow, SelfCheckRow
from backend.imports.rules import FormKind
from backend.organization.rules import RiskLevel
from tests.imports.samples import DIRECTOR, EXPERT_POOL, SECTION, SECTION_CHIEF, Expected

FORMS = Path(__file__).parents[1] / "fixtures" / "forms"
SAMPLES = [
    ("self_check_director", FormKind.position_self_check, DIRECTOR, (3, 3, 5)),
    ("self_check_section_chief", FormKind.position_self_check, SECTION_CHIEF, (5, 3, 5)),
    ("self_check_expert_pool", FormKind.position_self_check, EXPERT_POOL, (3, 2, 3)),
    ("self_check_department", FormKind.department_self_check, SECTION, (4, 2, 4)),
]


def only_form(name: str) -> ParsedForm:
    read = read_file((FORMS / f"{name}.docx").read_bytes())
    assert read.findings == ()
    (form,) = read.forms
    return form


@pytest.mark.parametrize(
    ("name", "kind", "expected", "counts"), SAMPLES, ids=[sample[0] for sample in SAMPLES]
)
def test_it_reads_the_handout(
    name: str, kind: FormKind, expected: Expected, counts: tuple[int, int, int]
) -> None:
    form = only_form(name)
    (row,) = form.rows
    assert isinstance(row, SelfCheckRow)
    assert form.kind is kind
    assert (len(row.duties), len(row.powers), len(row.risks)) == counts
    read = Expected(row.subject, form.meta.department, row.duties, row.powers, row.risks)
    assert read == expected


@pytest.mark.parametrize("name", [sample[0] for sample in SAMPLES[:3]])
def test_a_placeholder_is_not_a_name(name: str) -> None:
    form = only_form(name)
    assert form.meta.person_name == ""
    assert [finding.code for finding in form.findings] == ["placeholder-name"]


def test_it_reads_the_power_catalogue() -> None:
    form = only_form("power_catalogue")
    assert form.kind is FormKind.power_catalogue
    assert (form.meta.department, form.meta.filled_on) == ("后勤管理处", date(2026, 9, 28))
    assert [row.name for row in form.rows if isinstance(row, PowerRow)] == [
        "维修工程发包",
        "食堂原料采购",
        "公有用房分配",
    ]
    assert isinstance(form.rows[0], PowerRow)
    assert form.rows[0].content == "5万元以下零星维修的询价与发包；5万元以上报学院招标。"
    assert form.rows[0].basis == "学院《零星维修管理办法》第六条"
    assert form.findings == ()


def test_it_reads_the_department_inventory() -> None:
    form = only_form("risk_inventory_department")
    rows = [row for row in form.rows if isinstance(row, RiskRow)]
    assert form.kind is FormKind.department_inventory
    assert (form.meta.department, form.meta.head_name) == ("后勤管理处", "陈处长")
    assert [(row.duties, row.risk_point, row.level) for row in rows] == [
        (("负责校园零星维修",), "维修项目拆分", RiskLevel.high),
        (("负责校园零星维修",), "工程量签证不实", RiskLevel.medium),
        (("负责食堂物资采购",), "供应商入围不公", RiskLevel.high),
    ]
    assert rows[2].measures == "1.每年公开征集一次\n2.评分表当场封存"


def test_it_reads_the_position_inventory() -> None:
    form = only_form("risk_inventory_position")
    rows = [row for row in form.rows if isinstance(row, RiskRow)]
    assert form.kind is FormKind.position_inventory
    assert (form.meta.person_name, form.meta.job_title) == ("王老师", "采购员")
    assert rows[0].duties == ("办理5000元以下零星物资采购",)
    assert [row.risk_point for row in rows] == ["询价走过场", "泄露采购信息", "以次充好"]
