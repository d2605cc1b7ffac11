"""The levels of the posts stay with a closed year; archives say what their digest covers."""

import sqlalchemy as sa
from alembic import op

import backend.kit.table

revision = "2026_11_25_year_levels"
down_revision = "2026_11_25_authenticated_at"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = backend.kit.table.UtcDateTime(timezone=True)
LEVEL = sa.Enum(
    "high", "medium", "low", name="risk_level", native_enum=False, create_constraint=True, length=40
)


def upgrade() -> None:
    """Years closed before were hashed in the first layout, and no levels were kept."""
    op.create_table(
        "year_level",
        sa.Column("id", BIG, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("position_id", BIG, nullable=False),
        sa.Column("risk_level", LEVEL, nullable=True),
        sa.Column("level_rule", sa.String(length=40), nullable=False),
        sa.Column("level_explanation", sa.String(length=1000), nullable=False),
        sa.Column("leveled_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["position_id"], ["position.id"], name=op.f("fk_year_level_position_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_year_level")),
        sa.UniqueConstraint("year", "position_id", name=op.f("uq_year_level_year_position_id")),
    )
    op.create_index(op.f("ix_year_level_position_id"), "year_level", ["position_id"])
    with op.batch_alter_table("year_archive", schema=None) as batch_op:
        batch_op.add_column(sa.Column("layout", sa.Integer(), nullable=False, server_default="1"))
    with op.batch_alter_table("year_archive", schema=None) as batch_op:
        batch_op.alter_column("layout", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("year_archive", schema=None) as batch_op:
        batch_op.drop_column("layout")
    op.drop_table("year_level")
