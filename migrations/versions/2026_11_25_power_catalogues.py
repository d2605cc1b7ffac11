"""power catalogues"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

from backend.kit.table import BigId, UtcDateTime

revision = "2026_11_25_power_catalogues"
down_revision = "2026_11_25_review_chains"
branch_labels = None
depends_on = None

CONFIRMATION = ("confirm_note", "confirmed_by_name", "confirmed_at", "boundary")


def upgrade() -> None:
    """Powers are confirmed one by one, rest on rules, and are reviewed as yearly catalogues."""
    empty = {"nullable": False, "server_default": ""}
    with op.batch_alter_table("power") as batch_op:
        batch_op.add_column(sa.Column("boundary", AutoString(length=2000), **empty))
        batch_op.add_column(sa.Column("confirmed_at", UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("confirmed_by_name", AutoString(length=100), **empty))
        batch_op.add_column(sa.Column("confirm_note", AutoString(length=500), **empty))
    with op.batch_alter_table("power") as batch_op:
        for name in ("boundary", "confirmed_by_name", "confirm_note"):
            batch_op.alter_column(name, server_default=None)
    _power_basis()
    _power_catalogue()


def downgrade() -> None:
    """Indexes go with their tables."""
    op.drop_table("power_catalogue")
    op.drop_table("power_basis")
    with op.batch_alter_table("power") as batch_op:
        for name in CONFIRMATION:
            batch_op.drop_column(name)


def _unique_where(name: str, column: str, condition: str) -> None:
    where = sa.text(condition)
    op.create_index(
        name,
        "power_basis",
        [column, "regulation_id"],
        unique=True,
        sqlite_where=where,
        postgresql_where=where,
    )


def _power_basis() -> None:
    op.create_table(
        "power_basis",
        sa.Column("id", BigId, nullable=False),
        sa.Column("power_id", BigId, nullable=False),
        sa.Column("step_id", BigId, nullable=True),
        sa.Column("regulation_id", BigId, nullable=False),
        sa.Column("clause", AutoString(length=200), nullable=False),
        sa.ForeignKeyConstraint(["power_id"], ["power.id"], name=op.f("fk_power_basis_power_id")),
        sa.ForeignKeyConstraint(["step_id"], ["flow_step.id"], name=op.f("fk_power_basis_step_id")),
        sa.ForeignKeyConstraint(
            ["regulation_id"], ["regulation.id"], name=op.f("fk_power_basis_regulation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_power_basis")),
    )
    op.create_index(op.f("ix_power_basis_power_id"), "power_basis", ["power_id"])
    op.create_index(op.f("ix_power_basis_regulation_id"), "power_basis", ["regulation_id"])
    _unique_where("uq_power_basis_power", "power_id", "step_id IS NULL")
    _unique_where("uq_power_basis_step", "step_id", "step_id IS NOT NULL")


def _power_catalogue() -> None:
    op.create_table(
        "power_catalogue",
        sa.Column("id", BigId, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("updated_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("department_id", BigId, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("review_id", BigId, nullable=True),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("carried_from_id", BigId, nullable=True),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_power_catalogue_department_id")
        ),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_power_catalogue_review_id")),
        sa.ForeignKeyConstraint(
            ["carried_from_id"], ["power_catalogue.id"], name=op.f("fk_power_catalogue_carried_from_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_power_catalogue")),
        sa.UniqueConstraint("department_id", "year", name=op.f("uq_power_catalogue_department_id_year")),
        sa.UniqueConstraint("review_id", name=op.f("uq_power_catalogue_review_id")),
    )
