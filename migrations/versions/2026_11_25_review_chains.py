"""review chains"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

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
    """Two more subjects, two more chains, one more step; approvals that go stale."""
    _allow(
        "review",
        {
            "review_subject": ("subject_kind", SUBJECTS),
            "review_chain": ("chain", CHAINS),
            "review_state": ("state", STATES),
        },
    )
    _allow("review_decision", {"decided_state": ("state", STATES)})
    with op.batch_alter_table("review") as batch_op:
        batch_op.add_column(sa.Column("is_stale", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("current_hash", AutoString(length=64), nullable=True))
    with op.batch_alter_table("review") as batch_op:
        batch_op.alter_column("is_stale", server_default=None)


def downgrade() -> None:
    """Fails while reviews of the new kinds exist: the old table could not hold them."""
    with op.batch_alter_table("review") as batch_op:
        batch_op.drop_column("current_hash")
        batch_op.drop_column("is_stale")
    _allow("review_decision", {"decided_state": ("state", OLD_STATES)})
    _allow(
        "review",
        {
            "review_subject": ("subject_kind", OLD_SUBJECTS),
            "review_chain": ("chain", OLD_CHAINS),
            "review_state": ("state", OLD_STATES),
        },
    )
