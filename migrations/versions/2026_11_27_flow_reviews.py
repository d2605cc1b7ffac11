"""Reviews of flows by a checklist, their defects, and the tasks to draw a flow anew (opinion.txt line 63)."""

import sqlalchemy as sa
from alembic import op

import backend.kit.table

revision = "2026_11_27_flow_reviews"
down_revision = "2026_11_27_import_mappings"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = backend.kit.table.UtcDateTime(timezone=True)
VERDICTS = ("met", "mostly_met", "unmet", "not_applicable")
DEFECTS = ("unscientific", "disconnected", "unclear_duties", "weak_supervision", "other")
HINTS = (
    "without_handler",
    "vague_handler",
    "one_handler",
    "not_separated",
    "key_unsupervised",
    "interference_unsupervised",
    "no_supervision_phase",
    "no_key_step",
    "without_limit",
    "discretion_without_conditions",
    "discretion_unmarked",
    "loop_without_condition",
    "without_materials",
    "no_publicity",
)
AREAS = (
    "cadre_management",
    "personnel",
    "finance",
    "fees",
    "student_aid",
    "construction",
    "equipment_procurement",
    "textbook_procurement",
    "admissions",
    "research_funds",
    "logistics",
)
STATES = ("open", "redesigned", "returned", "accepted", "withdrawn")


def _term(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _entity() -> list[sa.Column]:
    return [
        sa.Column("id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
    ]


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def _text(name: str, length: int) -> sa.Column:
    return sa.Column(name, sa.String(length=length), nullable=False)


def _index(table: str, *columns: str) -> None:
    with op.batch_alter_table(table) as batch_op:
        batch_op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), list(columns))


def _one(table: str, column: str, name: str, where: str) -> None:
    with op.batch_alter_table(table) as batch_op:
        batch_op.create_index(
            name, [column], unique=True, sqlite_where=sa.text(where), postgresql_where=sa.text(where)
        )


def upgrade() -> None:
    with op.batch_alter_table("flow_revision") as batch_op:
        batch_op.add_column(sa.Column("saved_by_id", BIG, nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_flow_revision_saved_by_id"), "user_account", ["saved_by_id"], ["id"]
        )
    _checklists()
    _checks()
    _redesigns()
    _templates()


def _checklists() -> None:
    op.create_table(
        "flow_checklist",
        *_entity(),
        sa.Column("edition", sa.Integer(), nullable=False),
        _text("title", 200),
        _text("note", 2000),
        sa.Column("state", _term("checklist_state", "draft", "adopted", "retired"), nullable=False),
        sa.Column("copied_from_id", BIG, nullable=True),
        sa.Column("adopted_at", INSTANT, nullable=True),
        _text("adopted_by_name", 100),
        _text("adoption_note", 500),
        sa.Column("retired_on", sa.Date(), nullable=True),
        _text("retire_reason", 500),
        _key("flow_checklist", "copied_from_id", "flow_checklist"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flow_checklist")),
        sa.UniqueConstraint("edition", name=op.f("uq_flow_checklist_edition")),
    )
    _one("flow_checklist", "state", "uq_flow_checklist_adopted", "state = 'adopted'")
    op.create_table(
        "flow_criterion",
        sa.Column("id", BIG, nullable=False),
        sa.Column("checklist_id", BIG, nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column(
            "principle",
            _term("flow_principle", "integrity", "efficiency", "convenience"),
            nullable=False,
        ),
        sa.Column("aim", _term("flow_aim", "orderly", "faster", "clear", "easy"), nullable=False),
        _text("name", 200),
        _text("look_at", 1000),
        _key("flow_criterion", "checklist_id", "flow_checklist"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flow_criterion")),
        sa.UniqueConstraint("checklist_id", "ordinal", name=op.f("uq_flow_criterion_checklist_id_ordinal")),
    )


def _checks() -> None:
    op.create_table(
        "flow_check",
        *_entity(),
        sa.Column("power_id", BIG, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("checklist_id", BIG, nullable=False),
        sa.Column("state", _term("flow_check_state", "draft", "concluded", "discarded"), nullable=False),
        sa.Column("remedies", sa.JSON(), nullable=False),
        _text("opinion", 4000),
        sa.Column("begun_by_id", BIG, nullable=False),
        _text("begun_by_name", 100),
        sa.Column("concluded_at", INSTANT, nullable=True),
        _text("concluded_by_name", 100),
        _text("discard_reason", 500),
        sa.CheckConstraint(
            "(state = 'concluded') = (concluded_at IS NOT NULL)", name=op.f("ck_flow_check_concluded")
        ),
        _key("flow_check", "power_id", "power"),
        _key("flow_check", "checklist_id", "flow_checklist"),
        _key("flow_check", "begun_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flow_check")),
    )
    _one("flow_check", "power_id", "uq_flow_check_draft", "state = 'draft'")
    with op.batch_alter_table("flow_check") as batch_op:
        batch_op.create_index("ix_flow_check_power_id", ["power_id", "id"])
    _index("flow_check", "checklist_id")
    _index("flow_check", "begun_by_id")
    op.create_table(
        "flow_verdict",
        sa.Column("id", BIG, nullable=False),
        sa.Column("check_id", BIG, nullable=False),
        sa.Column("criterion_id", BIG, nullable=False),
        sa.Column("verdict", _term("criterion_verdict", *VERDICTS), nullable=False),
        _text("note", 1000),
        sa.Column("step_key", sa.String(length=40), nullable=True),
        _key("flow_verdict", "check_id", "flow_check"),
        _key("flow_verdict", "criterion_id", "flow_criterion"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flow_verdict")),
        sa.UniqueConstraint("check_id", "criterion_id", name=op.f("uq_flow_verdict_check_id_criterion_id")),
    )
    _index("flow_verdict", "criterion_id")
    op.create_table(
        "flow_defect",
        sa.Column("id", BIG, nullable=False),
        sa.Column("check_id", BIG, nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("kind", _term("defect_kind", *DEFECTS), nullable=False),
        sa.Column("step_key", sa.String(length=40), nullable=True),
        _text("step_name", 200),
        _text("description", 2000),
        _text("suggestion", 2000),
        sa.Column("hint", _term("flow_hint_code", *HINTS), nullable=True),
        _key("flow_defect", "check_id", "flow_check"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flow_defect")),
        sa.UniqueConstraint("check_id", "ordinal", name=op.f("uq_flow_defect_check_id_ordinal")),
    )


def _redesigns() -> None:
    op.create_table(
        "flow_redesign",
        *_entity(),
        _text("number", 40),
        sa.Column("check_id", BIG, nullable=False),
        sa.Column("power_id", BIG, nullable=False),
        sa.Column("base_revision", sa.Integer(), nullable=False),
        sa.Column("position_id", BIG, nullable=True),
        _text("request", 2000),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", _term("redesign_state", *STATES), nullable=False),
        sa.Column("ordered_by_id", BIG, nullable=False),
        _text("ordered_by_name", 100),
        sa.Column("closed_at", INSTANT, nullable=True),
        _text("withdraw_reason", 500),
        _key("flow_redesign", "check_id", "flow_check"),
        _key("flow_redesign", "power_id", "power"),
        _key("flow_redesign", "position_id", "position"),
        _key("flow_redesign", "ordered_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flow_redesign")),
        sa.UniqueConstraint("check_id", name=op.f("uq_flow_redesign_check_id")),
        sa.UniqueConstraint("number", name=op.f("uq_flow_redesign_number")),
    )
    with op.batch_alter_table("flow_redesign") as batch_op:
        batch_op.create_index("ix_flow_redesign_state", ["state", "due_on"])
        batch_op.create_index("ix_flow_redesign_power_id", ["power_id", "id"])
    _index("flow_redesign", "position_id")
    _index("flow_redesign", "ordered_by_id")
    op.create_table(
        "flow_redesign_answer",
        sa.Column("id", BIG, nullable=False),
        sa.Column("redesign_id", BIG, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        _text("done", 4000),
        sa.Column("answered_by_id", BIG, nullable=False),
        _text("answered_by_name", 100),
        sa.Column("answered_at", INSTANT, nullable=False),
        sa.Column("verdict", _term("redesign_verdict", "accepted", "returned"), nullable=True),
        _text("verdict_note", 1000),
        sa.Column("judged_by_id", BIG, nullable=True),
        _text("judged_by_name", 100),
        sa.Column("judged_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "(verdict IS NULL) = (judged_at IS NULL)", name=op.f("ck_flow_redesign_answer_judged")
        ),
        _key("flow_redesign_answer", "redesign_id", "flow_redesign"),
        _key("flow_redesign_answer", "answered_by_id", "user_account"),
        _key("flow_redesign_answer", "judged_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flow_redesign_answer")),
    )
    _index("flow_redesign_answer", "redesign_id")


def _templates() -> None:
    op.create_table(
        "flow_template",
        *_entity(),
        _text("name", 200),
        sa.Column("key_area", _term("key_area", *AREAS), nullable=True),
        _text("note", 1000),
        sa.Column("steps", sa.JSON(), nullable=False),
        _text("created_by_name", 100),
        sa.Column("retired_on", sa.Date(), nullable=True),
        _text("retire_reason", 500),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flow_template")),
    )
    with op.batch_alter_table("flow_template") as batch_op:
        batch_op.create_index("ix_flow_template_name", ["name", "id"])


def downgrade() -> None:
    for table in (
        "flow_template",
        "flow_redesign_answer",
        "flow_redesign",
        "flow_defect",
        "flow_verdict",
        "flow_check",
        "flow_criterion",
        "flow_checklist",
    ):
        op.drop_table(table)
    with op.batch_alter_table("flow_revision") as batch_op:
        batch_op.drop_constraint(op.f("fk_flow_revision_saved_by_id"), type_="foreignkey")
        batch_op.drop_column("saved_by_id")
