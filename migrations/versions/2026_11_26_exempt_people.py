"""Staff who take no part in the finding are marked so, with the reason."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_exempt_people"
down_revision = "2026_11_26_review_copies"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("exempt_reason", sa.String(length=200), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_column("exempt_reason")
