"""review chains"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

from backend.kit.table import BigId, UtcDateTime

revision = "2026_11_25_review_chains"
down_revision = "2026_11_25_communications"
branch_labels = None
depends_on = None

OLD_STATES = (
    "draft",
    "department_review",
    "supervising_review",
    "leadership_review",
    "sent_back",
    "approved",
)
STATES = (*OLD_STATES[:3], "office_review", *OLD_STATES[3:])
OLD_CHAINS = ("department", "supervising", "leadership")
CHAINS = (*OLD_CHAINS, "catalogue", "measures")
OLD_SUBJECTS = ("risk_inventory",)
OLD_DECISIONS = ("approve", "send_back")
DECISIONS = (*OLD_DECISIONS, "reconfirm")
SUBJECTS = (*OLD_SUBJECTS, "power_catalogue", "measure_plan")


def _check(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def _allow(table: str, checks: dict[str, tuple[str, tuple[str, ...]]]) -> None:
    """Replaces the CHECK of each named constraint by one over other values."""
    with op.batch_alter_table(table) as batch_op:
        for name, (column, values) in checks.items():
            batch_op.drop_constraint(op.f(f"ck_{table}_{name}"), type_="check")
            batch_op.create_check_constraint(op.f(f"ck_{table}_{name}"), _check(column, values))


def upgrade() -> None:
    """More subjects, chains and steps; approvals that go stale; meetings, deadlines to redo, comments."""
    _allow(
        "review",
        {
            "review_subject": ("subject_kind", SUBJECTS),
            "review_chain": ("chain", CHAINS),
            "review_state": ("state", STATES),
        },
    )
    _allow(
        "review_decision",
        {"decided_state": ("state", STATES), "decision": ("decision", DECISIONS)},
    )
    with op.batch_alter_table("review") as batch_op:
        batch_op.add_column(sa.Column("is_stale", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("current_hash", AutoString(length=64), nullable=True))
        batch_op.add_column(sa.Column("redo_due_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("year", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("redo_count", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("review") as batch_op:
        batch_op.alter_column("is_stale", server_default=None)
        batch_op.alter_column("redo_count", server_default=None)
    with op.batch_alter_table("review_decision") as batch_op:
        batch_op.add_column(sa.Column("meeting_id", BigId, nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_review_decision_meeting_id"), "meeting", ["meeting_id"], ["id"]
        )
        batch_op.create_index(batch_op.f("ix_review_decision_meeting_id"), ["meeting_id"])
    _fill_in()
    _create_comments()


def _fill_in() -> None:
    """What was sent back before this step existed counts too, and each sheet knows its year."""
    op.execute(
        "UPDATE review SET redo_count = (SELECT count(*) FROM review_decision"
        " WHERE review_decision.review_id = review.id AND review_decision.decision = 'send_back')"
    )
    op.execute(
        "UPDATE review SET year = (SELECT year FROM risk_inventory WHERE risk_inventory.review_id = review.id)"
    )


def _create_comments() -> None:
    op.create_table(
        "review_comment",
        sa.Column("id", BigId, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("updated_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("review_id", BigId, nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("row_id", BigId, nullable=True),
        sa.Column("field", AutoString(length=60), nullable=False),
        sa.Column("text", AutoString(length=1000), nullable=False),
        sa.Column("author_id", BigId, nullable=False),
        sa.Column("author_name", AutoString(length=100), nullable=False),
        sa.Column("resolved_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("resolved_by_id", BigId, nullable=True),
        sa.Column("resolved_by_name", AutoString(length=100), nullable=False),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_review_comment_review_id")),
        sa.ForeignKeyConstraint(["author_id"], ["user_account.id"], name=op.f("fk_review_comment_author_id")),
        sa.ForeignKeyConstraint(
            ["resolved_by_id"], ["user_account.id"], name=op.f("fk_review_comment_resolved_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_comment")),
    )
    op.create_index("ix_review_comment_review_id", "review_comment", ["review_id", "id"])


def downgrade() -> None:
    """Fails while reviews or decisions of the new kinds exist: the old tables could not hold them."""
    op.drop_table("review_comment")
    with op.batch_alter_table("review_decision") as batch_op:
        batch_op.drop_index(batch_op.f("ix_review_decision_meeting_id"))
        batch_op.drop_constraint(batch_op.f("fk_review_decision_meeting_id"), type_="foreignkey")
        batch_op.drop_column("meeting_id")
    with op.batch_alter_table("review") as batch_op:
        for name in ("redo_count", "redo_due_on", "year", "current_hash", "is_stale"):
            batch_op.drop_column(name)
    _allow(
        "review_decision",
        {"decided_state": ("state", OLD_STATES), "decision": ("decision", OLD_DECISIONS)},
    )
    _allow(
        "review",
        {
            "review_subject": ("subject_kind", OLD_SUBJECTS),
            "review_chain": ("chain", OLD_CHAINS),
            "review_state": ("state", OLD_STATES),
        },
    )
