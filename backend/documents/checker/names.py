"""What a template of each kind may say: its names, what they are called in Chinese, and which must be there."""

from enum import Enum
from typing import Final, NamedTuple

from backend.documents.rules import DocumentKind


class Shape(Enum):
    """What stands behind a name, and so how it can be used."""

    text = "text"
    lines = "lines"
    """A list of texts: a paragraph of its own, or a loop."""
    rows = "rows"
    row = "row"
    mark = "mark"
    flag = "flag"
    blanks = "blanks"
    blank = "blank"
    loop = "loop"


class Name(NamedTuple):
    """One name of the language."""

    name: str
    label: str
    shape: Shape = Shape.text
    must: bool = False
    """A template without it is refused."""
    is_spare: bool = False
    """Nobody misses it."""


TITLE: Final = (Name("label", "表格编号，如“附件二”", is_spare=True), Name("title", "表格名称", must=True))
ROWS: Final = Name("rows", "表格内容的各行", Shape.rows, must=True)
BLANKS: Final = Name("blanks", "补满一页的空白行", Shape.blanks)
MARK: Final = Name("mark", "行的标识，表格交回时用来对上原来的那一行", Shape.mark)
FILLED_ON: Final = Name("filled_on", "填表日期")
LOOP: Final = (Name("index", "这一行是第几行"), Name("first", "是不是第一行", Shape.flag))
"""`loop.index`, `loop.first`: inside a loop only."""

_INVENTORY: Final = (
    *TITLE,
    FILLED_ON,
    Name("opinion", "审核意见"),
    Name("signer", "审核人签字"),
    Name("signed_on", "签字日期"),
    ROWS,
    BLANKS,
)
_SELF_CHECK: Final = (*TITLE, Name("department", "单位（部门）"), FILLED_ON, ROWS, BLANKS)
HEADS: Final[dict[DocumentKind, tuple[Name, ...]]] = {
    DocumentKind.power_catalogue: (
        *TITLE,
        Name("department", "部门"),
        FILLED_ON,
        Name("supervising_leader", "分管校领导"),
        Name("head_name", "部门负责人"),
        ROWS,
        BLANKS,
    ),
    DocumentKind.department_inventory: (
        *_INVENTORY,
        Name("department", "部门"),
        Name("head_name", "部门负责人"),
    ),
    DocumentKind.position_inventory: (
        *_INVENTORY,
        Name("person_name", "姓名"),
        Name("job_title", "职务"),
        Name("department", "所在部门", is_spare=True),
    ),
    DocumentKind.warning_record: (
        *TITLE,
        Name("department", "部门"),
        Name("filler_name", "填表人"),
        Name("subject_name", "预警对象姓名", must=True),
        Name("subject_job_title", "预警对象职务"),
        Name("circumstances", "发生廉政风险情形", must=True),
        Name("measures_taken", "采取的预警措施", must=True),
        Name("rectification", "预警对象承诺整改情况"),
        Name("handler_name", "预警处置实施人姓名"),
        Name("handler_job_title", "预警处置实施人职务"),
        Name("handled_on", "预警处置实施时间"),
        Name("remark", "备注"),
    ),
    DocumentKind.position_self_check: (*_SELF_CHECK, Name("person_name", "姓名")),
    DocumentKind.department_self_check: (*_SELF_CHECK, Name("filler_name", "填表人")),
    DocumentKind.risk_register: (
        *TITLE,
        Name("unit", "填报单位"),
        Name("year", "年度"),
        FILLED_ON,
        ROWS,
        BLANKS,
        Name("total", "说明中的合计"),
    ),
}
"""Names anywhere in the text of a form (writer/forms.py `fill`)."""

_RISK: Final = (
    MARK,
    Name("duty", "职责"),
    Name("starts_duty", "职责与上一行不同时成立，合并职责单元格用", Shape.flag),
    Name("risk_point", "廉政风险点", must=True),
    Name("manifestation", "表现形式"),
    Name("causes", "原因分析"),
    Name("level", "风险等级"),
    Name("measures", "防控措施"),
    Name("remark", "备注"),
)
_CHECKED: Final = (
    MARK,
    Name("subject", "岗位或处（科）室", must=True),
    Name("duties", "职责", Shape.lines),
    Name("powers", "权力", Shape.lines),
    Name("risks", "风险点", Shape.lines, must=True),
)
CELLS: Final[dict[DocumentKind, tuple[Name, ...]]] = {
    DocumentKind.power_catalogue: (
        MARK,
        Name("name", "权力名称", must=True),
        Name("content", "具体内容"),
        Name("handling_body", "办理主体"),
        Name("basis", "制度依据"),
    ),
    DocumentKind.department_inventory: _RISK,
    DocumentKind.position_inventory: _RISK,
    DocumentKind.warning_record: (),
    DocumentKind.position_self_check: _CHECKED,
    DocumentKind.department_self_check: _CHECKED,
    DocumentKind.risk_register: (
        MARK._replace(is_spare=True),
        Name("number", "序号"),
        Name("department", "部门（单位）"),
        Name("position", "岗位"),
        Name("holder", "岗位人员"),
        Name("risk_point", "廉政风险点", must=True),
        Name("manifestation", "表现形式"),
        Name("level", "风险等级"),
        Name("measures", "防控措施"),
        Name("responsible", "责任岗位"),
        Name("standing", "认定情况"),
    ),
}
"""Names of one row, below the loop's own: `r.risk_point`."""

TAGS: Final = (
    ("{{ 名称 }}", "填入内容。独占一段时，内容有几行就有几段。"),
    ("{{ r.名称|numbered }}", "把列表编号：1.… 2.…，独占一段。"),
    ("{%tr for r in rows %} … {%tr endfor %}", "各独占一行；中间的表格行按内容重复。"),
    ("{%tr for b in blanks %} … {%tr endfor %}", "写在内容行之后；中间的空白行补满一页。"),
    ("{%p for d in r.duties %} … {%p endfor %}", "各独占一段；中间的段落按列表重复。"),
    ("{% if 名称 %} … {% else %} … {% endif %}", "有内容时才写；整行、整段写作 {%tr if %}、{%p if %}。"),
    ("{%vm r.starts_duty %}", "写在单元格里：职责相同的各行合并成一格。"),
    ("{%bm r.mark %}", "写在单元格里：给这一行做上标识，交回时能对上原来的那一行。"),
    ("{{ loop.index }}", "循环里的序号。"),
)
"""The tags and what they do, for whoever edits a template."""


def names_of(kind: DocumentKind) -> dict[str, Name]:
    """Every name of a kind, those of a row as `r.name`."""
    cells = {f"r.{cell.name}": cell for cell in CELLS[kind]}
    return {name.name: name for name in HEADS[kind]} | cells
