"""Which of the six quality goals an item of a check standard serves (opinion.txt line 18)."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_quality_goals"
down_revision = "2026_11_26_contact_leaders"
branch_labels = None
depends_on = None

GOALS = (
    "clear_duties",
    "sound_processes",
    "known_risks",
    "strong_measures",
    "working_rules",
    "timely_warnings",
)
NAME = "ck_standard_item_quality_goal"


def upgrade() -> None:
    """Adopted standards stay as they were adopted: without goals."""
    listed = ", ".join(f"'{goal}'" for goal in GOALS)
    with op.batch_alter_table("standard_item") as batch_op:
        batch_op.add_column(sa.Column("goal", sa.String(length=40), nullable=True))
        batch_op.create_check_constraint(op.f(NAME), f"goal IN ({listed})")


def downgrade() -> None:
    with op.batch_alter_table("standard_item") as batch_op:
        batch_op.drop_constraint(op.f(NAME), type_="check")
        batch_op.drop_column("goal")
