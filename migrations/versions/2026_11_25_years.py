"""years"""

import sqlalchemy as sa
from alembic import op

import backend.kit.table

revision = "2026_11_25_years"
down_revision = "2026_11_25_handovers"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = backend.kit.table.UtcDateTime(timezone=True)
CHOICE = sa.Enum(
    "keep", "change", "retire", name="carry_choice", native_enum=False, create_constraint=True, length=40
)


def upgrade() -> None:
    op.create_table(
        "carrying",
        sa.Column("id", BIG, nullable=False),
        sa.Column("from_point_id", BIG, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("choice", CHOICE, nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("to_point_id", BIG, nullable=True),
        sa.Column("decided_by_id", BIG, nullable=False),
        sa.Column("decided_by_name", sa.String(length=100), nullable=False),
        sa.Column("decided_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["from_point_id"], ["risk_point.id"], name=op.f("fk_carrying_from_point_id")),
        sa.ForeignKeyConstraint(["to_point_id"], ["risk_point.id"], name=op.f("fk_carrying_to_point_id")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user_account.id"], name=op.f("fk_carrying_decided_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carrying")),
        sa.UniqueConstraint("from_point_id", "year", name=op.f("uq_carrying_from_point_id_year")),
        sa.UniqueConstraint("to_point_id", name=op.f("uq_carrying_to_point_id")),
    )
    op.create_index(op.f("ix_carrying_year"), "carrying", ["year"])
    op.create_table(
        "year_archive",
        sa.Column("id", BIG, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("size", BIG, nullable=False),
        sa.Column("rows", BIG, nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("closed_by_id", BIG, nullable=False),
        sa.Column("closed_by_name", sa.String(length=100), nullable=False),
        sa.Column("closed_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["closed_by_id"], ["user_account.id"], name=op.f("fk_year_archive_closed_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_year_archive")),
        sa.UniqueConstraint("year", name=op.f("uq_year_archive_year")),
    )


def downgrade() -> None:
    op.drop_table("year_archive")
    op.drop_table("carrying")
