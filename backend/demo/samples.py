"""Imports as a person would make them: the four filled forms of the handout (handout.txt lines 60–215), and one in each
state an import can be in."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.demo.people import acting, expecting
from backend.imports.actions import apply_import, create_import, update_import
from backend.imports.mappings.actions import update_mapping
from backend.imports.mappings.schemas import ColumnMapping, ImportMappingUpdate, LevelMapping
from backend.imports.reader.forms import USUAL
from backend.imports.reversals.actions import reverse_import
from backend.imports.reversals.schemas import ImportReversal
from backend.imports.rules import Column
from backend.imports.schemas import FormChoice, ImportUpdate
from backend.kit.etag import UNSEEN
from backend.kit.files import Store
from backend.organization.rules import PositionTier, RiskLevel
from backend.powers.actions import update_power
from backend.powers.schemas import PowerUpdate

FORMS = Path(__file__).parent / "forms"
SAMPLES = (
    ("self_check_director.docx", "GGZX", PositionTier.middle),
    ("self_check_section_chief.docx", "GGZX-YW", PositionTier.middle),
    ("self_check_expert_pool.docx", "GGZX-YW", PositionTier.general),
    ("self_check_department.docx", "JKW", None),
)
CATALOGUE = ("权力名称", "具体内容", "办理主体", "制度依据")
WRONG_FILE = (
    ("旧版场地借用审批", "审核校外单位借用培训教室的申请（旧办法）", "继续教育科", "《场地管理办法（试行）》"),
    ("旧版证书补办审核", "核对补办结业证书的材料（旧办法）", "继续教育科", "《证书管理规定（试行）》"),
)
MIXED_FILE = (
    ("培训合作单位初选", "对有意合作的培训机构作初步比选", "继续教育科", "《合作办学管理办法》"),
    ("培训教材代购登记", "登记学员自愿委托代购的教材", "继续教育科", ""),
)
OWN_WORDS = ("部门职责", "廉政风险点", "存在的问题", "原因分析", "风险等级", "对策")
OWN_FORM = (
    (
        "组织短期培训班",
        "虚报培训人数套取经费",
        "按名册多报实际到课人数",
        "监管缺失",
        "比较大",
        "签到与门禁记录核对，结算前由财务处复核",
    ),
    ("收取培训费用", "", "现金收费不及时入账", "制度缺陷", "中", "停用现金，统一扫码缴费"),
    (
        "选聘兼课教师",
        "照顾亲友、虚列课时",
        "不经比选直接聘用熟人授课",
        "监管缺失",
        "中",
        "兼课教师从师资库抽取，课时由教务系统生成",
    ),
)


def load(session: Session, store: Store, departments: Mapping[str, int], office: int) -> None:
    """Uploads each form, chooses its department and tier, applies it; then one import in each further state."""
    actor = acting(session, office)
    for name, unit, tier in SAMPLES:
        row = create_import(session, actor, store, name, (FORMS / name).read_bytes(), departments[unit])
        choice = FormChoice(index=0, department_id=departments[unit])
        if tier is not None:
            choice = FormChoice(index=0, department_id=departments[unit], position_tier=tier)
        row = update_import(session, actor, row["id"], ImportUpdate(forms=[choice]), expecting(row))
        apply_import(session, actor, row["id"], expecting(row))
    _take_back(session, actor, store, departments["JKW"])
    _wait(session, actor, store, departments["JKW"])


def _take_back(session: Session, actor: Actor, store: Store, unit: int) -> None:
    """The wrong file went in and was taken back; of another one a power had been worked on meanwhile."""
    for name, rows in (("职权目录（旧版，误传）.docx", WRONG_FILE), ("职权目录（补充）.docx", MIXED_FILE)):
        found = create_import(session, actor, store, name, _form("职权目录", CATALOGUE, rows), unit)
        done = apply_import(session, actor, found["id"], expecting(found))
        if rows is MIXED_FILE:
            power_id = done["forms"][0]["items"][0]["stored_id"]
            later = PowerUpdate(content="对有意合作的培训机构作初步比选，比选结果留档备查")
            update_power(session, actor, power_id, later, UNSEEN)
        reverse_import(session, actor, done["id"], ImportReversal(is_partial=True), expecting(done))


def _wait(session: Session, actor: Actor, store: Store, unit: int) -> None:
    """A form with headings of its own, read as a person said; one row still has to be mended."""
    data = _form("部门工作廉政风险排查表", OWN_WORDS, OWN_FORM)
    found = create_import(session, actor, store, "部门风险排查表（自制表头）.docx", data, unit)
    meanings = ImportMappingUpdate(
        columns=[
            ColumnMapping(text="存在的问题", column=Column.manifestation),
            ColumnMapping(text="对策", column=Column.measures),
        ],
        levels=[LevelMapping(word="比较大", level=RiskLevel.high)],
    )
    update_mapping(session, actor, store, USUAL, found["id"], meanings, expecting(found))


def _form(title: str, head: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    """A Word file as a department types it."""
    document, buffer = docx.Document(), BytesIO()
    document.add_paragraph(title)
    table = document.add_table(1 + len(rows), len(head))
    for line, texts in zip(table.rows, (head, *rows), strict=True):
        for cell, text in zip(line.cells, texts, strict=True):
            cell.text = text
    document.save(buffer)
    return buffer.getvalue()
