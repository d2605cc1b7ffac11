"""Suggested risks, the lists of classifications and of ways of finding, reasons for sheets without a risk."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

from backend.kit.table import BigId, UtcDateTime

revision = "2026_11_25_risk_suggestions"
down_revision = "2026_11_25_power_catalogues"
branch_labels = None
depends_on = None

ORIGINS = ("own", "peer", "superior", "public", "organization")
STATES = ("open", "adopted", "declined", "withdrawn")
KINDS = ("department", "position")

WAYS = """
self|自己找|本人对照职责、职权和流程逐条查找|own|1
colleague|同事点|同部门的同事指出|peer|1
superior|领导提|部门负责人或分管领导提出|superior|1
public|群众帮|管理和服务对象反映|public|1
organization|组织审|防控办公室或上级组织审查时提出|organization|1
mutual|相互帮|讲义的叫法：同事之间相互查找|peer|0
collective|集体评|讲义的叫法：部门集体评议|peer|0
"""
"""opinion.txt line 43; the last two are handout.txt line 34's, to be switched on by the college that uses them."""

SCHEMES = """
three_kinds|三类风险|实施意见“全面排查风险”：着重从三个方面查找||1
four_types|四类风险|讲义“什么是廉政风险”||1
five_aspects|五个方面|讲义“怎样查找廉政风险”||1
department_aspects|部门四个方面|实施意见：部门工作廉政风险排查表|department|1
personal_aspects|个人七个方面|实施意见：个人岗位廉政风险排查表|position|1
personal_three|个人三个方面|讲义“个人岗位风险点排查”|position|0
"""

ETHICS = (
    "因私欲、私利等自身思想道德偏误或因亲情请托等情节，可能造成个人行为失范或职业操守发生偏移、行政管"
    "理行为失控，或授意他人违反职业操守，构成“以权谋私”等严重后果的廉政风险"
)
DUTY = (
    "由于岗位职责的特殊性及存在思想道德、外部环境和制度机制等方面的实际风险，可能造成在岗人员不正确履"
    "行岗位职责或不作为，构成失职渎职、“以权谋私”等严重后果的廉政风险"
)
INSTITUTION = (
    "由于缺乏工作制度的明确覆盖，工作程序的明确规定，工作时限、标准、质量的明确约定，个人自由裁量空间"
    "较大，缺乏有效制衡和监督制约，可能造成行使权力失控，行为失范的廉政风险"
)
ENVIRONMENT = (
    "为了达到其行为结果有利于自身利益的目的，工作对象可能对相关人员进行利益诱惑或施加其他非正常影响，"
    "导致相关人员行为失范，构成失职渎职或“权钱交易”等严重后果的廉政风险"
)

OFFICIAL = {"ethics": ETHICS, "duty": DUTY, "institution": INSTITUTION, "environment": ENVIRONMENT}
"""handout.txt lines 12–18."""

THREE_KINDS = """
duty|岗位履责风险|在履行职责过程中，由于受自身思想道德和外部环境等影响，可能发生在工作纪律、工作作风和工作绩效等方面的潜在风险
process|业务流程风险|因未能对业务工作流程各环节进行精细化分析和固化，致使在权力运行过程中存在的潜在风险
institution|规章制度风险|因未能根据社会发展变化以及党风廉政建设形势发展和管理的需要，致使制度设计陈旧滞后或执行不力等方面的潜在风险
"""
LABELS = {
    "ethics": "思想道德",
    "duty": "岗位职责",
    "power_use": "权力行使",
    "process": "业务流程",
    "efficiency": "机关效能",
    "institution": "制度机制",
    "environment": "外部环境",
}
ASPECTS = {
    "four_types": "ethics duty institution environment",
    "five_aspects": "ethics duty process institution environment",
    "department_aspects": "process efficiency institution environment",
    "personal_aspects": "ethics duty power_use process efficiency institution environment",
    "personal_three": "ethics duty environment",
}

PARTICULARS = """
duty|dual_responsibility|不履行或不正确履行“一岗双责”
duty|code_breach|违反廉政准则和廉洁自律规定
duty|private_gain|利用职务上的便利谋取私利
duty|centralism|违反民主集中制原则
duty|arbitrary_or_weak|独断专行或软弱放任
duty|dereliction|失职渎职
duty|inaction|不作为
duty|abuse|滥用职权
process|unclear_division|分工不明确
process|unclear_flow|流程不清晰
process|opaque|事项不透明
process|loose_joints|衔接不紧密
process|wide_discretion|自由裁量幅度过大
process|weak_supervision|监督不到位
institution|outdated|完善各项制度不及时
institution|loopholes|制度设计有漏洞或相互矛盾
institution|impractical|制度可操作性不强
institution|unimplemented|贯彻落实制度规定不到位
institution|bent|制度规定随意变通、执行走样
institution|unchecked|机制缺乏相互支撑、制约
institution|unsupervised|权力运行失去有效监督
"""
"""Below the three kinds (opinion.txt line 43)."""


def upgrade() -> None:
    """New tables with what stands on the lists from the start; new columns of sheets and points."""
    with op.batch_alter_table("risk_inventory") as batch_op:
        batch_op.add_column(
            sa.Column("no_risk_reason", AutoString(length=2000), nullable=False, server_default="")
        )
    _carry("risk_inventory")
    with op.batch_alter_table("risk_point") as batch_op:
        batch_op.add_column(sa.Column("subcategories", sa.JSON(), nullable=False, server_default="{}"))
    _carry("risk_point")
    for table, column in (("risk_inventory", "no_risk_reason"), ("risk_point", "subcategories")):
        with op.batch_alter_table(table) as batch_op:
            batch_op.alter_column(column, server_default=None)
    _create_lists()
    _fill_lists()
    _create_suggestions()


def downgrade() -> None:
    """What only the new tables know is lost; sheets and points stay."""
    for table in ("risk_suggestion", "risk_category", "risk_scheme", "finding_way"):
        op.drop_table(table)
    for table, column in (("risk_point", "subcategories"), ("risk_inventory", "no_risk_reason")):
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_index(batch_op.f(f"ix_{table}_carried_from_id"))
            batch_op.drop_constraint(batch_op.f(f"fk_{table}_carried_from_id"), type_="foreignkey")
            batch_op.drop_column("carried_from_id")
            batch_op.drop_column(column)


def _carry(table: str) -> None:
    with op.batch_alter_table(table) as batch_op:
        batch_op.add_column(sa.Column("carried_from_id", BigId, nullable=True))
        name = batch_op.f(f"fk_{table}_carried_from_id")
        batch_op.create_foreign_key(name, table, ["carried_from_id"], ["id"])
        batch_op.create_index(batch_op.f(f"ix_{table}_carried_from_id"), ["carried_from_id"])


def _entity() -> list[sa.Column[Any]]:
    return [
        sa.Column("id", BigId, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("updated_at", UtcDateTime(timezone=True), nullable=False),
    ]


def _text(name: str, length: int, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, AutoString(length=length), nullable=nullable)


def _term(column: str, constraint: str, values: tuple[str, ...], *, nullable: bool = False) -> sa.Column[Any]:
    kind = sa.Enum(*values, name=constraint, native_enum=False, create_constraint=True, length=40)
    return sa.Column(column, kind, nullable=nullable)


def _refs(table: str, targets: dict[str, str]) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))
        for column, target in targets.items()
    ]


def _list_end() -> list[sa.Column[Any]]:
    return [
        sa.Column("sort", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
    ]


def _create_lists() -> None:
    op.create_table(
        "finding_way",
        *_entity(),
        _text("key", 40),
        _text("label", 60),
        _text("hint", 500),
        _term("origin", "finding_origin", ORIGINS),
        *_list_end(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding_way")),
        sa.UniqueConstraint("key", name=op.f("uq_finding_way_key")),
    )
    op.create_table(
        "risk_scheme",
        *_entity(),
        _text("key", 40),
        _text("label", 60),
        _text("description", 1000),
        _term("kind", "inventory_kind", KINDS, nullable=True),
        *_list_end(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_scheme")),
        sa.UniqueConstraint("key", name=op.f("uq_risk_scheme_key")),
    )
    op.create_table(
        "risk_category",
        *_entity(),
        sa.Column("scheme_id", BigId, nullable=False),
        sa.Column("parent_id", BigId, nullable=True),
        _text("key", 40),
        _text("label", 60),
        _text("definition", 2000),
        *_list_end(),
        *_refs("risk_category", {"scheme_id": "risk_scheme", "parent_id": "risk_category"}),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_category")),
        sa.UniqueConstraint("scheme_id", "key", name=op.f("uq_risk_category_scheme_id_key")),
    )
    op.create_index(op.f("ix_risk_category_parent_id"), "risk_category", ["parent_id"])


def _fill_lists() -> None:
    _fill("finding_way", [_values("key label hint origin is_active", line) for line in _lines(WAYS)])
    schemes = _fill(
        "risk_scheme", [_values("key label description kind is_active", x) for x in _lines(SCHEMES)]
    )
    three = {"scheme_id": schemes["three_kinds"]}
    kinds = _fill("risk_category", [three | _values("key label definition", x) for x in _lines(THREE_KINDS)])
    for scheme, keys in ASPECTS.items():
        place = {"scheme_id": schemes[scheme], "is_active": True}
        aspects = [(key, LABELS[key], OFFICIAL.get(key, "")) for key in keys.split()]
        names = ("key", "label", "definition")
        _fill("risk_category", [place | dict(zip(names, one, strict=True)) for one in aspects])
    below = [_values("parent_id key label", line) | {"definition": ""} for line in _lines(PARTICULARS)]
    _fill("risk_category", [three | row | {"parent_id": kinds[row["parent_id"]]} for row in below])


def _lines(text: str) -> list[str]:
    return text.strip().splitlines()


def _values(names: str, line: str) -> dict[str, Any]:
    row: dict[str, Any] = dict(zip(names.split(), line.split("|"), strict=True))
    if "kind" in row:
        row["kind"] = row["kind"] or None
    return row | {"is_active": row.get("is_active", "1") == "1"}


def _fill(table: str, rows: list[dict[str, Any]]) -> dict[str, int]:
    """Ids of the new rows by their keys; they stand in the order given."""
    instant = datetime.now(UTC)
    stamps = {"version": 1, "created_at": instant, "updated_at": instant}
    columns = [sa.column("id", BigId), *(sa.column(name) for name in (*rows[0], "version", "sort"))]
    columns += [sa.column(name, UtcDateTime(timezone=True)) for name in ("created_at", "updated_at")]
    target = sa.table(table, *columns)
    found: dict[str, int] = {}
    for sort, row in enumerate(rows, 1):
        statement = sa.insert(target).values(**row, **stamps, sort=sort * 10).returning(target.c.id)
        found[row["key"]] = op.get_bind().execute(statement).scalar_one()
    return found


def _create_suggestions() -> None:
    links = {
        "department_id": "department",
        "position_id": "position",
        "power_id": "power",
        "step_id": "flow_step",
        "suggested_by_id": "user_account",
        "decided_by_id": "user_account",
        "risk_point_id": "risk_point",
    }
    link = {name: sa.Column(name, BigId, nullable=True) for name in links}
    for name in ("department_id", "suggested_by_id"):
        link[name] = sa.Column(name, BigId, nullable=False)
    document = {
        name: sa.Column(name, sa.JSON(), nullable=False)
        for name in ("cause_kinds", "categories", "subcategories")
    }
    op.create_table(
        "risk_suggestion",
        *_entity(),
        sa.Column("year", sa.Integer(), nullable=False),
        link["department_id"],
        link["position_id"],
        _term("origin", "finding_origin", ORIGINS),
        _text("batch", 32, nullable=True),
        _text("note", 1000),
        _text("duty", 2000),
        _text("name", 1000),
        _text("manifestation", 4000),
        document["cause_kinds"],
        _text("causes", 4000),
        _text("measures", 4000),
        document["categories"],
        document["subcategories"],
        _text("location", 500),
        link["power_id"],
        link["step_id"],
        _term("state", "suggestion_state", STATES),
        link["suggested_by_id"],
        _text("suggested_by_name", 100),
        link["decided_by_id"],
        _text("decided_by_name", 100),
        sa.Column("decided_at", UtcDateTime(timezone=True), nullable=True),
        _text("reason", 1000),
        link["risk_point_id"],
        *_refs("risk_suggestion", links),
        sa.CheckConstraint(
            "(state = 'adopted') = (risk_point_id IS NOT NULL)", name=op.f("ck_risk_suggestion_adopted")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_suggestion")),
    )
    op.create_index("ix_risk_suggestion_department_id", "risk_suggestion", ["department_id", "state", "id"])
    op.create_index("ix_risk_suggestion_position_id", "risk_suggestion", ["position_id", "year"])
    for name in ("batch", "power_id", "step_id", "suggested_by_id", "risk_point_id"):
        op.create_index(op.f(f"ix_risk_suggestion_{name}"), "risk_suggestion", [name])
