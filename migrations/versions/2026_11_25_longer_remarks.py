"""Room below the remark of a warning for the word with which it ended."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "2026_11_25_longer_remarks"
down_revision = "2026_11_25_tags_and_retired"
branch_labels = None
depends_on = None

SHORT, LONG = (sqlmodel.sql.sqltypes.AutoString(length=length) for length in (2000, 3000))


def upgrade() -> None:
    with op.batch_alter_table("warning_case", schema=None) as batch_op:
        batch_op.alter_column("remark", existing_type=SHORT, type_=LONG, existing_nullable=False)


def downgrade() -> None:
    remark = sa.column("remark", sa.String)
    op.execute(sa.update(sa.table("warning_case", remark)).values(remark=sa.func.substr(remark, 1, 2000)))
    with op.batch_alter_table("warning_case", schema=None) as batch_op:
        batch_op.alter_column("remark", existing_type=LONG, type_=SHORT, existing_nullable=False)
