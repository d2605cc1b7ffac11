"""Flowcharts drawn elsewhere, kept beside the generated picture (requirements S61)."""

import sqlalchemy as sa
from alembic import op

import backend.kit.table

revision = "2026_11_27_flow_drawings"
down_revision = "2026_11_27_flow_reviews"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = backend.kit.table.UtcDateTime(timezone=True)


def upgrade() -> None:
    """One table; nothing is filled in."""
    op.create_table(
        "flow_drawing",
        sa.Column("id", BIG, nullable=False),
        sa.Column("power_id", BIG, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", BIG, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("uploaded_by_id", BIG, nullable=False),
        sa.Column("uploaded_by_name", sa.String(length=100), nullable=False),
        sa.Column("uploaded_at", INSTANT, nullable=False),
        sa.Column("removed_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["power_id"], ["power.id"], name=op.f("fk_flow_drawing_power_id")),
        sa.ForeignKeyConstraint(
            ["uploaded_by_id"], ["user_account.id"], name=op.f("fk_flow_drawing_uploaded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flow_drawing")),
    )
    op.create_index(op.f("ix_flow_drawing_power_id"), "flow_drawing", ["power_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_flow_drawing_power_id"), table_name="flow_drawing")
    op.drop_table("flow_drawing")
