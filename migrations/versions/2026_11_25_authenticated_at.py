"""When somebody last typed the password in a login session."""

import sqlalchemy as sa
from alembic import op

import backend.kit.table

revision = "2026_11_25_authenticated_at"
down_revision = "2026_11_25_sheet_quality"
branch_labels = None
depends_on = None

INSTANT = backend.kit.table.UtcDateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("login_session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("authenticated_at", INSTANT, nullable=True))
    op.execute("UPDATE login_session SET authenticated_at = created_at")
    with op.batch_alter_table("login_session", schema=None) as batch_op:
        batch_op.alter_column("authenticated_at", existing_type=INSTANT, nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("login_session", schema=None) as batch_op:
        batch_op.drop_column("authenticated_at")
