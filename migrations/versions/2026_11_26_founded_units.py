"""Units know the day they were founded; those of before count as there since ever."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_founded_units"
down_revision = "2026_11_26_rule_years"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("department", schema=None) as batch_op:
        batch_op.add_column(sa.Column("founded_on", sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("department", schema=None) as batch_op:
        batch_op.drop_column("founded_on")
