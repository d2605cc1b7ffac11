"""Judgements say in which round of searching they were made.

Those of before belong to the first round: which of them stands, and so every level, stays as it is.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25_assessment_rounds"
down_revision = "2026_11_25_inventory_copies"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("assessment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("round", sa.Integer(), nullable=False, server_default="1"))
    with op.batch_alter_table("assessment", schema=None) as batch_op:
        batch_op.alter_column("round", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("assessment", schema=None) as batch_op:
        batch_op.drop_column("round")
