"""public opinions"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

from backend.kit.table import BigId, UtcDateTime

revision = "2026_11_25_public_opinions"
down_revision = "2026_11_25_risk_suggestions"
branch_labels = None
depends_on = None

TABLES = (
    "level_scale",
    "leadership_decision",
    "opinion_drive",
    "level_override",
    "opinion",
    "opinion_risk",
)
"""In the order they are made."""


def upgrade() -> None:
    """Opinions and their drives, decisions of the leadership, levels it sets, the college's own scale."""
    _level_scale()
    _leadership_decision()
    _opinion_drive()
    _level_override()
    _opinion()
    _opinion_risk()
    with op.batch_alter_table("assessment") as batch_op:
        for column, target in (("decision_id", "leadership_decision"), ("meeting_id", "meeting")):
            batch_op.add_column(sa.Column(column, BigId, nullable=True))
            batch_op.create_index(op.f(f"ix_assessment_{column}"), [column], unique=False)
            batch_op.create_foreign_key(op.f(f"fk_assessment_{column}"), target, [column], ["id"])
    with op.batch_alter_table("level_rule_choice") as batch_op:
        batch_op.add_column(sa.Column("scale_id", BigId, nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_level_rule_choice_scale_id"), "level_scale", ["scale_id"], ["id"]
        )


def downgrade() -> None:
    """The last made goes first. Without the scales a choice of one would name nothing."""
    op.execute("DELETE FROM level_rule_choice WHERE pack = 'own_scale'")
    with op.batch_alter_table("level_rule_choice") as batch_op:
        batch_op.drop_constraint(op.f("fk_level_rule_choice_scale_id"), type_="foreignkey")
        batch_op.drop_column("scale_id")
    with op.batch_alter_table("assessment") as batch_op:
        for column in ("meeting_id", "decision_id"):
            batch_op.drop_constraint(op.f(f"fk_assessment_{column}"), type_="foreignkey")
            batch_op.drop_index(op.f(f"ix_assessment_{column}"))
            batch_op.drop_column(column)
    for table in reversed(TABLES):
        op.drop_table(table)


def _level_scale() -> None:
    op.create_table(
        "level_scale",
        sa.Column("id", BigId, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("updated_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", AutoString(length=100), nullable=False),
        sa.Column("definition", sa.JSON(), nullable=False),
        sa.Column("note", AutoString(length=1000), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "adopted",
                "retired",
                name="scale_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_level_scale")),
        sa.UniqueConstraint("number", name=op.f("uq_level_scale_number")),
    )


def _leadership_decision() -> None:
    op.create_table(
        "leadership_decision",
        sa.Column("id", BigId, nullable=False),
        sa.Column("meeting_id", BigId, nullable=False),
        sa.Column("note", AutoString(length=2000), nullable=False),
        sa.Column("recorded_by_id", BigId, nullable=False),
        sa.Column("recorded_by_name", AutoString(length=100), nullable=False),
        sa.Column("recorded_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_leadership_decision_meeting_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user_account.id"], name=op.f("fk_leadership_decision_recorded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leadership_decision")),
    )
    op.create_index(
        op.f("ix_leadership_decision_meeting_id"), "leadership_decision", ["meeting_id"], unique=False
    )


def _opinion_drive() -> None:
    op.create_table(
        "opinion_drive",
        sa.Column("id", BigId, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("updated_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("department_id", BigId, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column(
            "form",
            sa.Enum(
                "questionnaire",
                "interview",
                "meeting",
                name="opinion_form",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("title", AutoString(length=200), nullable=False),
        sa.Column("introduction", AutoString(length=4000), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("opens_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("closes_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "open",
                "closed",
                "cancelled",
                name="drive_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("token", AutoString(length=40), nullable=True),
        sa.Column("meeting_id", BigId, nullable=True),
        sa.Column("created_by_name", AutoString(length=100), nullable=False),
        sa.Column("closed_at", UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("opens_at < closes_at", name=op.f("ck_opinion_drive_order")),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_opinion_drive_department_id")
        ),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_opinion_drive_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion_drive")),
        sa.UniqueConstraint("token", name=op.f("uq_opinion_drive_token")),
    )
    op.create_index(
        "ix_opinion_drive_department_id", "opinion_drive", ["department_id", "year"], unique=False
    )


def _level_override() -> None:
    op.create_table(
        "level_override",
        sa.Column("id", BigId, nullable=False),
        sa.Column("position_id", BigId, nullable=False),
        sa.Column("department_id", BigId, nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "high",
                "medium",
                "low",
                name="risk_level",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", AutoString(length=300), nullable=False),
        sa.Column("decision_id", BigId, nullable=False),
        sa.Column("started_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_by_id", BigId, nullable=True),
        sa.Column("ended_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("end_reason", AutoString(length=300), nullable=False),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_by_id IS NULL)", name=op.f("ck_level_override_ended_by_decision")
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["leadership_decision.id"], name=op.f("fk_level_override_decision_id")
        ),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_level_override_department_id")
        ),
        sa.ForeignKeyConstraint(
            ["ended_by_id"], ["leadership_decision.id"], name=op.f("fk_level_override_ended_by_id")
        ),
        sa.ForeignKeyConstraint(["position_id"], ["position.id"], name=op.f("fk_level_override_position_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_level_override")),
    )
    op.create_index(op.f("ix_level_override_decision_id"), "level_override", ["decision_id"], unique=False)
    op.create_index(
        op.f("ix_level_override_department_id"), "level_override", ["department_id"], unique=False
    )
    op.create_index(op.f("ix_level_override_ended_by_id"), "level_override", ["ended_by_id"], unique=False)
    op.create_index(op.f("ix_level_override_position_id"), "level_override", ["position_id"], unique=False)
    op.create_index(
        "uq_level_override_open",
        "level_override",
        ["position_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _opinion() -> None:
    op.create_table(
        "opinion",
        sa.Column("id", BigId, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("updated_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("department_id", BigId, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("drive_id", BigId, nullable=True),
        sa.Column(
            "form",
            sa.Enum(
                "questionnaire",
                "interview",
                "meeting",
                name="opinion_form",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "source",
            sa.Enum(
                "public",
                "registered",
                name="opinion_source",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "respondent",
            sa.Enum(
                "student",
                "parent",
                "teacher",
                "partner",
                "society",
                "other",
                name="respondent_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("respondent_note", AutoString(length=200), nullable=False),
        sa.Column("position_id", BigId, nullable=True),
        sa.Column("text", AutoString(length=4000), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("collected_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "pending",
                "adopted",
                "not_adopted",
                name="opinion_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", AutoString(length=1000), nullable=False),
        sa.Column("decided_by_id", BigId, nullable=True),
        sa.Column("decided_by_name", AutoString(length=100), nullable=False),
        sa.Column("decided_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("recorded_by_id", BigId, nullable=True),
        sa.Column("recorded_by_name", AutoString(length=100), nullable=False),
        sa.CheckConstraint(
            "(source = 'public') = (recorded_by_id IS NULL)", name=op.f("ck_opinion_recorded")
        ),
        sa.CheckConstraint("(state = 'pending') = (decided_at IS NULL)", name=op.f("ck_opinion_decided")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user_account.id"], name=op.f("fk_opinion_decided_by_id")
        ),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_opinion_department_id")),
        sa.ForeignKeyConstraint(["drive_id"], ["opinion_drive.id"], name=op.f("fk_opinion_drive_id")),
        sa.ForeignKeyConstraint(["position_id"], ["position.id"], name=op.f("fk_opinion_position_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user_account.id"], name=op.f("fk_opinion_recorded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion")),
    )
    op.create_index("ix_opinion_department_id", "opinion", ["department_id", "year", "id"], unique=False)
    op.create_index("ix_opinion_drive_id", "opinion", ["drive_id", "created_at"], unique=False)
    op.create_index(op.f("ix_opinion_position_id"), "opinion", ["position_id"], unique=False)


def _opinion_risk() -> None:
    op.create_table(
        "opinion_risk",
        sa.Column("id", BigId, nullable=False),
        sa.Column("opinion_id", BigId, nullable=False),
        sa.Column("risk_point_id", BigId, nullable=False),
        sa.ForeignKeyConstraint(["opinion_id"], ["opinion.id"], name=op.f("fk_opinion_risk_opinion_id")),
        sa.ForeignKeyConstraint(
            ["risk_point_id"], ["risk_point.id"], name=op.f("fk_opinion_risk_risk_point_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion_risk")),
        sa.UniqueConstraint(
            "opinion_id", "risk_point_id", name=op.f("uq_opinion_risk_opinion_id_risk_point_id")
        ),
    )
    op.create_index(op.f("ix_opinion_risk_risk_point_id"), "opinion_risk", ["risk_point_id"], unique=False)
