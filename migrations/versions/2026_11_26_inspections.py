"""inspections"""

import sqlalchemy as sa
from alembic import op

import backend.kit.table

revision = "2026_11_26_inspections"
down_revision = "2026_11_26_near_copies"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = backend.kit.table.UtcDateTime(timezone=True)
KINDS = (
    "review",
    "warning",
    "notice",
    "nudge",
    "question",
    "suggestion",
    "meeting",
    "submission",
    "measure",
    "recheck",
    "handover",
    "deadline",
)


def _term(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _tell(*kinds: str) -> None:
    """Which kinds of notification there are."""
    name = op.f("ck_notification_notification_kind")
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("notification") as batch_op:
        batch_op.drop_constraint(name, type_="check")
        batch_op.create_check_constraint(name, f"kind IN ({listed})")


def upgrade() -> None:
    _tell(*KINDS, "inspection")
    op.create_table(
        "check_standard",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("note", sa.String(length=2000), nullable=False),
        sa.Column("state", _term("standard_state", "draft", "adopted", "retired"), nullable=False),
        sa.Column("excellent_from", sa.Float(), nullable=False),
        sa.Column("good_from", sa.Float(), nullable=False),
        sa.Column("pass_from", sa.Float(), nullable=False),
        sa.Column("copied_from_id", BIG, nullable=True),
        sa.Column("adopted_at", INSTANT, nullable=True),
        sa.Column("adopted_by_name", sa.String(length=100), nullable=False),
        sa.Column("adoption_note", sa.String(length=500), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.Column("retire_reason", sa.String(length=500), nullable=False),
        sa.CheckConstraint(
            "excellent_from > good_from AND good_from > pass_from", name=op.f("ck_check_standard_thresholds")
        ),
        sa.ForeignKeyConstraint(
            ["copied_from_id"], ["check_standard.id"], name=op.f("fk_check_standard_copied_from_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_standard")),
        sa.UniqueConstraint("year", "edition", name=op.f("uq_check_standard_year_edition")),
    )
    with op.batch_alter_table("check_standard", schema=None) as batch_op:
        batch_op.create_index(
            "uq_check_standard_adopted",
            ["year"],
            unique=True,
            sqlite_where=sa.text("state = 'adopted'"),
            postgresql_where=sa.text("state = 'adopted'"),
        )

    op.create_table(
        "discipline_inspection",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column(
            "way",
            _term("visit_way", "announced", "unannounced", "special", "spot", "records", "other"),
            nullable=False,
        ),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("inspectors", sa.String(length=500), nullable=False),
        sa.Column("result", sa.String(length=4000), nullable=False),
        sa.Column("recorded_by_id", BIG, nullable=False),
        sa.Column("recorded_by_name", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user_account.id"], name=op.f("fk_discipline_inspection_recorded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discipline_inspection")),
    )
    with op.batch_alter_table("discipline_inspection", schema=None) as batch_op:
        batch_op.create_index("ix_discipline_inspection_checked_on", ["checked_on", "id"], unique=False)

    op.create_table(
        "standard_item",
        sa.Column("id", BIG, nullable=False),
        sa.Column("standard_id", BIG, nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("points", sa.Float(), nullable=False),
        sa.Column(
            "way", _term("check_way", "self_inspection", "annual", "public", "exchange"), nullable=False
        ),
        sa.Column("look_at", sa.String(length=1000), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column(
            "evidence",
            _term(
                "check_evidence",
                "liaison",
                "meetings",
                "materials",
                "catalogue",
                "flows",
                "sheets",
                "assessments",
                "measures",
                "overdue_measures",
                "rechecks",
                "warnings",
                "findings",
                "appraisal",
            ),
            nullable=True,
        ),
        sa.CheckConstraint("points > 0", name=op.f("ck_standard_item_points")),
        sa.ForeignKeyConstraint(
            ["standard_id"], ["check_standard.id"], name=op.f("fk_standard_item_standard_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standard_item")),
        sa.UniqueConstraint("standard_id", "ordinal", name=op.f("uq_standard_item_standard_id_ordinal")),
    )
    op.create_table(
        "inspected_department",
        sa.Column("id", BIG, nullable=False),
        sa.Column("visit_id", BIG, nullable=False),
        sa.Column("department_id", BIG, nullable=False),
        sa.Column("result", sa.String(length=2000), nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_inspected_department_department_id")
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["discipline_inspection.id"], name=op.f("fk_inspected_department_visit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspected_department")),
        sa.UniqueConstraint(
            "visit_id", "department_id", name=op.f("uq_inspected_department_visit_id_department_id")
        ),
    )
    with op.batch_alter_table("inspected_department", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_inspected_department_department_id"), ["department_id"], unique=False
        )

    op.create_table(
        "inspection",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("department_id", BIG, nullable=False),
        sa.Column("department_name", sa.String(length=100), nullable=False),
        sa.Column("standard_id", BIG, nullable=False),
        sa.Column(
            "state",
            _term("inspection_state", "open", "self_scored", "scored", "objected", "confirmed"),
            nullable=False,
        ),
        sa.Column("self_due_on", sa.Date(), nullable=False),
        sa.Column("self_note", sa.String(length=4000), nullable=False),
        sa.Column("self_total", sa.Float(), nullable=True),
        sa.Column("self_scored_at", INSTANT, nullable=True),
        sa.Column("self_scored_by_name", sa.String(length=100), nullable=False),
        sa.Column("waive_reason", sa.String(length=500), nullable=False),
        sa.Column("return_reason", sa.String(length=500), nullable=False),
        sa.Column("total", sa.Float(), nullable=True),
        sa.Column("percent", sa.Float(), nullable=True),
        sa.Column("grade", _term("grade", "excellent", "good", "passed", "failed"), nullable=True),
        sa.Column("scored_at", INSTANT, nullable=True),
        sa.Column("scored_by_name", sa.String(length=100), nullable=False),
        sa.Column("objection", sa.String(length=2000), nullable=False),
        sa.Column("objected_at", INSTANT, nullable=True),
        sa.Column("objected_by_name", sa.String(length=100), nullable=False),
        sa.Column("objection_reply", sa.String(length=2000), nullable=False),
        sa.Column("replied_at", INSTANT, nullable=True),
        sa.Column("replied_by_name", sa.String(length=100), nullable=False),
        sa.Column("decision", sa.String(length=500), nullable=False),
        sa.Column("meeting_id", BIG, nullable=True),
        sa.Column("confirmed_at", INSTANT, nullable=True),
        sa.Column("confirmed_by_name", sa.String(length=100), nullable=False),
        sa.CheckConstraint("(total IS NULL) = (grade IS NULL)", name=op.f("ck_inspection_graded")),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_inspection_department_id")
        ),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_inspection_meeting_id")),
        sa.ForeignKeyConstraint(
            ["standard_id"], ["check_standard.id"], name=op.f("fk_inspection_standard_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection")),
        sa.UniqueConstraint("year", "department_id", name=op.f("uq_inspection_year_department_id")),
    )
    with op.batch_alter_table("inspection", schema=None) as batch_op:
        batch_op.create_index("ix_inspection_department_id", ["department_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_inspection_standard_id"), ["standard_id"], unique=False)

    op.create_table(
        "inspection_score",
        sa.Column("id", BIG, nullable=False),
        sa.Column("inspection_id", BIG, nullable=False),
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("self_score", sa.Float(), nullable=True),
        sa.Column("self_note", sa.String(length=500), nullable=False),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("remark", sa.String(length=500), nullable=False),
        sa.Column("evidence", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspection.id"], name=op.f("fk_inspection_score_inspection_id")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["standard_item.id"], name=op.f("fk_inspection_score_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection_score")),
        sa.UniqueConstraint(
            "inspection_id", "item_id", name=op.f("uq_inspection_score_inspection_id_item_id")
        ),
    )
    with op.batch_alter_table("inspection_score", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_inspection_score_item_id"), ["item_id"], unique=False)

    op.create_table(
        "public_appraisal",
        sa.Column("id", BIG, nullable=False),
        sa.Column("inspection_id", BIG, nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("method", sa.String(length=200), nullable=False),
        sa.Column("satisfied", sa.Integer(), nullable=False),
        sa.Column("content", sa.Integer(), nullable=False),
        sa.Column("dissatisfied", sa.Integer(), nullable=False),
        sa.Column("unsure", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("recorded_by_name", sa.String(length=100), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.CheckConstraint("satisfied + content + dissatisfied > 0", name=op.f("ck_public_appraisal_votes")),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspection.id"], name=op.f("fk_public_appraisal_inspection_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_appraisal")),
        sa.UniqueConstraint("inspection_id", name=op.f("uq_public_appraisal_inspection_id")),
    )
    op.create_table(
        "inspection_finding",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("department_id", BIG, nullable=False),
        sa.Column("position_id", BIG, nullable=True),
        sa.Column("power_id", BIG, nullable=True),
        sa.Column("step_id", BIG, nullable=True),
        sa.Column("risk_point_id", BIG, nullable=True),
        sa.Column("visit_id", BIG, nullable=True),
        sa.Column(
            "kind",
            _term(
                "finding_kind",
                "formalism",
                "lazy",
                "lax",
                "mediocre",
                "slow",
                "delaying",
                "greedy",
                "interference",
                "enforcement",
                "other",
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("facts", sa.String(length=4000), nullable=False),
        sa.Column("request", sa.String(length=2000), nullable=False),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", _term("finding_state", "open", "answered", "closed", "withdrawn"), nullable=False),
        sa.Column("raised_by_id", BIG, nullable=False),
        sa.Column("raised_by_name", sa.String(length=100), nullable=False),
        sa.Column("withdraw_reason", sa.String(length=500), nullable=False),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.CheckConstraint("due_on >= found_on", name=op.f("ck_inspection_finding_due")),
        sa.CheckConstraint(
            "step_id IS NULL OR power_id IS NOT NULL", name=op.f("ck_inspection_finding_step")
        ),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_inspection_finding_department_id")
        ),
        sa.ForeignKeyConstraint(
            ["position_id"], ["position.id"], name=op.f("fk_inspection_finding_position_id")
        ),
        sa.ForeignKeyConstraint(["power_id"], ["power.id"], name=op.f("fk_inspection_finding_power_id")),
        sa.ForeignKeyConstraint(
            ["raised_by_id"], ["user_account.id"], name=op.f("fk_inspection_finding_raised_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["risk_point_id"], ["risk_point.id"], name=op.f("fk_inspection_finding_risk_point_id")
        ),
        sa.ForeignKeyConstraint(["step_id"], ["flow_step.id"], name=op.f("fk_inspection_finding_step_id")),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["discipline_inspection.id"], name=op.f("fk_inspection_finding_visit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection_finding")),
        sa.UniqueConstraint("number", name=op.f("uq_inspection_finding_number")),
    )
    with op.batch_alter_table("inspection_finding", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_inspection_finding_department_id"), ["department_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_inspection_finding_position_id"), ["position_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_inspection_finding_raised_by_id"), ["raised_by_id"], unique=False
        )
        batch_op.create_index("ix_inspection_finding_state", ["state", "due_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_inspection_finding_visit_id"), ["visit_id"], unique=False)

    op.create_table(
        "finding_answer",
        sa.Column("id", BIG, nullable=False),
        sa.Column("finding_id", BIG, nullable=False),
        sa.Column("done", sa.String(length=4000), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("answered_by_id", BIG, nullable=False),
        sa.Column("answered_by_name", sa.String(length=100), nullable=False),
        sa.Column("answered_at", INSTANT, nullable=False),
        sa.Column("verdict", _term("finding_verdict", "accepted", "returned"), nullable=True),
        sa.Column("verdict_note", sa.String(length=1000), nullable=False),
        sa.Column("judged_by_id", BIG, nullable=True),
        sa.Column("judged_by_name", sa.String(length=100), nullable=False),
        sa.Column("judged_at", INSTANT, nullable=True),
        sa.CheckConstraint("(verdict IS NULL) = (judged_at IS NULL)", name=op.f("ck_finding_answer_judged")),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["user_account.id"], name=op.f("fk_finding_answer_answered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["inspection_finding.id"], name=op.f("fk_finding_answer_finding_id")
        ),
        sa.ForeignKeyConstraint(
            ["judged_by_id"], ["user_account.id"], name=op.f("fk_finding_answer_judged_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding_answer")),
    )
    with op.batch_alter_table("finding_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_finding_answer_finding_id"), ["finding_id"], unique=False)

    op.create_table(
        "finding_file",
        sa.Column("id", BIG, nullable=False),
        sa.Column("finding_id", BIG, nullable=False),
        sa.Column("answer_id", BIG, nullable=True),
        sa.Column("is_proof", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", BIG, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("uploaded_by_id", BIG, nullable=False),
        sa.Column("uploaded_by_name", sa.String(length=100), nullable=False),
        sa.Column("uploaded_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["answer_id"], ["finding_answer.id"], name=op.f("fk_finding_file_answer_id")),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["inspection_finding.id"], name=op.f("fk_finding_file_finding_id")
        ),
        sa.ForeignKeyConstraint(
            ["uploaded_by_id"], ["user_account.id"], name=op.f("fk_finding_file_uploaded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding_file")),
    )
    with op.batch_alter_table("finding_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_finding_file_finding_id"), ["finding_id"], unique=False)


def downgrade() -> None:
    op.execute("DELETE FROM notification WHERE kind = 'inspection'")
    _tell(*KINDS)
    with op.batch_alter_table("finding_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_finding_file_finding_id"))

    op.drop_table("finding_file")
    with op.batch_alter_table("finding_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_finding_answer_finding_id"))

    op.drop_table("finding_answer")
    with op.batch_alter_table("inspection_finding", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_inspection_finding_visit_id"))
        batch_op.drop_index("ix_inspection_finding_state")
        batch_op.drop_index(batch_op.f("ix_inspection_finding_raised_by_id"))
        batch_op.drop_index(batch_op.f("ix_inspection_finding_position_id"))
        batch_op.drop_index(batch_op.f("ix_inspection_finding_department_id"))

    op.drop_table("inspection_finding")
    op.drop_table("public_appraisal")
    with op.batch_alter_table("inspection_score", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_inspection_score_item_id"))

    op.drop_table("inspection_score")
    with op.batch_alter_table("inspection", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_inspection_standard_id"))
        batch_op.drop_index("ix_inspection_department_id")

    op.drop_table("inspection")
    with op.batch_alter_table("inspected_department", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_inspected_department_department_id"))

    op.drop_table("inspected_department")
    op.drop_table("standard_item")
    with op.batch_alter_table("discipline_inspection", schema=None) as batch_op:
        batch_op.drop_index("ix_discipline_inspection_checked_on")

    op.drop_table("discipline_inspection")
    with op.batch_alter_table("check_standard", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_check_standard_adopted",
            sqlite_where=sa.text("state = 'adopted'"),
            postgresql_where=sa.text("state = 'adopted'"),
        )

    op.drop_table("check_standard")
