"""A unit comes under a party organisation as well as under a unit above it (opinion.txt line 3)."""

import sqlalchemy as sa
from alembic import op

from backend.kit.table import BigId

revision = "2026_11_26_party_line"
down_revision = "2026_11_25_former_places"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("department", schema=None) as batch_op:
        batch_op.add_column(sa.Column("party_id", BigId, nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_department_party_id"), "department", ["party_id"], ["id"])
        batch_op.create_index(batch_op.f("ix_department_party_id"), ["party_id"])


def downgrade() -> None:
    with op.batch_alter_table("department", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_department_party_id"))
        batch_op.drop_constraint(batch_op.f("fk_department_party_id"), type_="foreignkey")
        batch_op.drop_column("party_id")
