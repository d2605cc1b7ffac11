"""measures"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

from backend.kit.table import BigId, UtcDateTime

revision = "2026_11_25_measures"
down_revision = "2026_11_25_public_opinions"
branch_labels = None
depends_on = None

TABLES = (
    "measure_plan",
    "control_measure",
    "measure_basis",
    "measure_check",
    "measure_progress",
    "measure_risk",
    "measure_evidence",
)
"""In the order they are made."""


def upgrade() -> None:
    """Plans, their measures, and what is done about them."""
    _measure_plan()
    _control_measure()
    _measure_basis()
    _measure_check()
    _measure_progress()
    _measure_risk()
    _measure_evidence()


def downgrade() -> None:
    """The last made goes first; indexes go with their tables."""
    for table in reversed(TABLES):
        op.drop_table(table)


def _measure_plan() -> None:
    op.create_table(
        "measure_plan",
        sa.Column("id", BigId, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("updated_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("department_id", BigId, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("note", AutoString(length=2000), nullable=False),
        sa.Column("review_id", BigId, nullable=True),
        sa.Column("carried_from_id", BigId, nullable=True),
        sa.ForeignKeyConstraint(
            ["carried_from_id"], ["measure_plan.id"], name=op.f("fk_measure_plan_carried_from_id")
        ),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_measure_plan_department_id")
        ),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_measure_plan_review_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure_plan")),
        sa.UniqueConstraint("department_id", "year", name=op.f("uq_measure_plan_department_id_year")),
        sa.UniqueConstraint("review_id", name=op.f("uq_measure_plan_review_id")),
    )


def _control_measure() -> None:
    op.create_table(
        "control_measure",
        sa.Column("id", BigId, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("updated_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("plan_id", BigId, nullable=False),
        sa.Column("department_id", BigId, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "post",
                "flow_redesign",
                "rule",
                "openness",
                "rotation",
                "education",
                name="measure_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("title", AutoString(length=200), nullable=False),
        sa.Column("content", AutoString(length=4000), nullable=False),
        sa.Column(
            "line_of_defence",
            sa.Enum(
                "ethics",
                "institution",
                "technology",
                name="line_of_defence",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "treatment",
            sa.Enum(
                "resolve",
                "transfer",
                "reduce",
                name="treatment",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("position_id", BigId, nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("evidence", AutoString(length=1000), nullable=False),
        sa.Column("indicator", AutoString(length=1000), nullable=False),
        sa.Column("power_id", BigId, nullable=True),
        sa.Column("flow_revision", sa.Integer(), nullable=True),
        sa.Column(
            "rule_action",
            sa.Enum(
                "new",
                "amend",
                "enforce",
                name="rule_action",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("regulation_id", BigId, nullable=True),
        sa.Column("rule_title", AutoString(length=200), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "approved",
                "in_progress",
                "done",
                "effective",
                "ineffective",
                name="measure_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("approved_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("finished_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("finished_by_id", BigId, nullable=True),
        sa.Column("checked_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("carried_from_id", BigId, nullable=True),
        sa.Column("retired_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("retire_reason", AutoString(length=500), nullable=True),
        sa.ForeignKeyConstraint(
            ["carried_from_id"], ["control_measure.id"], name=op.f("fk_control_measure_carried_from_id")
        ),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_control_measure_department_id")
        ),
        sa.ForeignKeyConstraint(
            ["finished_by_id"], ["user_account.id"], name=op.f("fk_control_measure_finished_by_id")
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["measure_plan.id"], name=op.f("fk_control_measure_plan_id")),
        sa.ForeignKeyConstraint(
            ["position_id"], ["position.id"], name=op.f("fk_control_measure_position_id")
        ),
        sa.ForeignKeyConstraint(["power_id"], ["power.id"], name=op.f("fk_control_measure_power_id")),
        sa.ForeignKeyConstraint(
            ["regulation_id"], ["regulation.id"], name=op.f("fk_control_measure_regulation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_control_measure")),
    )
    op.create_index(
        "ix_control_measure_department_id_year", "control_measure", ["department_id", "year"], unique=False
    )
    op.create_index(
        "ix_control_measure_plan_id", "control_measure", ["plan_id", "ordinal", "id"], unique=False
    )
    op.create_index(op.f("ix_control_measure_position_id"), "control_measure", ["position_id"], unique=False)
    op.create_index(op.f("ix_control_measure_power_id"), "control_measure", ["power_id"], unique=False)
    op.create_index(
        op.f("ix_control_measure_regulation_id"), "control_measure", ["regulation_id"], unique=False
    )
    op.create_index("ix_control_measure_state", "control_measure", ["state", "due_on"], unique=False)


def _measure_basis() -> None:
    op.create_table(
        "measure_basis",
        sa.Column("id", BigId, nullable=False),
        sa.Column("measure_id", BigId, nullable=False),
        sa.Column("regulation_id", BigId, nullable=False),
        sa.Column("clause", AutoString(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["measure_id"], ["control_measure.id"], name=op.f("fk_measure_basis_measure_id")
        ),
        sa.ForeignKeyConstraint(
            ["regulation_id"], ["regulation.id"], name=op.f("fk_measure_basis_regulation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure_basis")),
        sa.UniqueConstraint(
            "measure_id", "regulation_id", name=op.f("uq_measure_basis_measure_id_regulation_id")
        ),
    )
    op.create_index(op.f("ix_measure_basis_regulation_id"), "measure_basis", ["regulation_id"], unique=False)


def _measure_check() -> None:
    op.create_table(
        "measure_check",
        sa.Column("id", BigId, nullable=False),
        sa.Column("measure_id", BigId, nullable=False),
        sa.Column(
            "result",
            sa.Enum(
                "effective",
                "ineffective",
                name="check_result",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("finding", AutoString(length=2000), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("checked_by_id", BigId, nullable=False),
        sa.Column("checked_by_name", AutoString(length=100), nullable=False),
        sa.Column("checked_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["checked_by_id"], ["user_account.id"], name=op.f("fk_measure_check_checked_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["measure_id"], ["control_measure.id"], name=op.f("fk_measure_check_measure_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure_check")),
    )
    op.create_index(op.f("ix_measure_check_measure_id"), "measure_check", ["measure_id"], unique=False)


def _measure_progress() -> None:
    op.create_table(
        "measure_progress",
        sa.Column("id", BigId, nullable=False),
        sa.Column("measure_id", BigId, nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("text", AutoString(length=2000), nullable=False),
        sa.Column("reported_by_id", BigId, nullable=False),
        sa.Column("reported_by_name", AutoString(length=100), nullable=False),
        sa.Column("reported_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["measure_id"], ["control_measure.id"], name=op.f("fk_measure_progress_measure_id")
        ),
        sa.ForeignKeyConstraint(
            ["reported_by_id"], ["user_account.id"], name=op.f("fk_measure_progress_reported_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure_progress")),
    )
    op.create_index(op.f("ix_measure_progress_measure_id"), "measure_progress", ["measure_id"], unique=False)


def _measure_risk() -> None:
    op.create_table(
        "measure_risk",
        sa.Column("id", BigId, nullable=False),
        sa.Column("measure_id", BigId, nullable=False),
        sa.Column("risk_point_id", BigId, nullable=False),
        sa.ForeignKeyConstraint(
            ["measure_id"], ["control_measure.id"], name=op.f("fk_measure_risk_measure_id")
        ),
        sa.ForeignKeyConstraint(
            ["risk_point_id"], ["risk_point.id"], name=op.f("fk_measure_risk_risk_point_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure_risk")),
        sa.UniqueConstraint(
            "measure_id", "risk_point_id", name=op.f("uq_measure_risk_measure_id_risk_point_id")
        ),
    )
    op.create_index(op.f("ix_measure_risk_risk_point_id"), "measure_risk", ["risk_point_id"], unique=False)


def _measure_evidence() -> None:
    op.create_table(
        "measure_evidence",
        sa.Column("id", BigId, nullable=False),
        sa.Column("measure_id", BigId, nullable=False),
        sa.Column("progress_id", BigId, nullable=False),
        sa.Column("file_name", AutoString(length=200), nullable=False),
        sa.Column("media_type", AutoString(length=100), nullable=False),
        sa.Column("size", BigId, nullable=False),
        sa.Column("digest", AutoString(length=64), nullable=False),
        sa.Column("uploaded_by_id", BigId, nullable=False),
        sa.Column("uploaded_by_name", AutoString(length=100), nullable=False),
        sa.Column("uploaded_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["measure_id"], ["control_measure.id"], name=op.f("fk_measure_evidence_measure_id")
        ),
        sa.ForeignKeyConstraint(
            ["progress_id"], ["measure_progress.id"], name=op.f("fk_measure_evidence_progress_id")
        ),
        sa.ForeignKeyConstraint(
            ["uploaded_by_id"], ["user_account.id"], name=op.f("fk_measure_evidence_uploaded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure_evidence")),
    )
    op.create_index(op.f("ix_measure_evidence_measure_id"), "measure_evidence", ["measure_id"], unique=False)
    op.create_index(
        op.f("ix_measure_evidence_progress_id"), "measure_evidence", ["progress_id"], unique=False
    )
