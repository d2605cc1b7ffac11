"""sheet quality"""

import sqlalchemy as sa
from alembic import op

import backend.kit.table

revision = "2026_11_25_sheet_quality"
down_revision = "2026_11_25_notifications"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "sheet_quality",
        sa.Column("id", BIG, nullable=False),
        sa.Column("inventory_id", BIG, nullable=False),
        sa.Column("department_id", BIG, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("findings", sa.Integer(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("checked_at", backend.kit.table.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["inventory_id"], ["risk_inventory.id"], name=op.f("fk_sheet_quality_inventory_id")
        ),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_sheet_quality_department_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet_quality")),
        sa.UniqueConstraint("inventory_id", name=op.f("uq_sheet_quality_inventory_id")),
    )
    op.create_index(op.f("ix_sheet_quality_department_id"), "sheet_quality", ["department_id"])


def downgrade() -> None:
    op.drop_table("sheet_quality")
