"""adjustments"""

import sqlalchemy as sa
from alembic import op

import backend.kit.table

revision = "2026_11_25_adjustments"
down_revision = "2026_11_25_measures"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = backend.kit.table.UtcDateTime(timezone=True)
OPEN = sa.text("state = 'open'")
TRIGGERS = ("rule_revised", "authority_changed", "measure_failed", "incident", "other")
KINDS = ("power", "flow_step", "risk_point", "measure")
STATES = ("open", "unchanged", "adjusted")


def _term(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _stamps() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
    )


def upgrade() -> None:
    op.create_table(
        "adjustment",
        *_stamps(),
        sa.Column("trigger", _term("trigger", *TRIGGERS), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("description", sa.String(length=4000), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("source_kind", sa.String(length=40), nullable=False),
        sa.Column("source_id", BIG, nullable=True),
        sa.Column("opened_by_name", sa.String(length=100), nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=True),
        sa.Column("filing_note", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adjustment")),
    )
    op.create_index("ix_adjustment_source", "adjustment", ["source_kind", "source_id"])
    op.create_table(
        "recheck",
        *_stamps(),
        sa.Column("adjustment_id", BIG, nullable=False),
        sa.Column("kind", _term("recheck_kind", *KINDS), nullable=False),
        sa.Column("object_id", BIG, nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("department_id", BIG, nullable=False),
        sa.Column("position_id", BIG, nullable=True),
        sa.Column("state", _term("recheck_state", *STATES), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("resolved_by_name", sa.String(length=100), nullable=False),
        sa.Column("resolved_at", INSTANT, nullable=True),
        sa.CheckConstraint("(state = 'open') = (resolved_at IS NULL)", name=op.f("ck_recheck_resolved")),
        sa.ForeignKeyConstraint(["adjustment_id"], ["adjustment.id"], name=op.f("fk_recheck_adjustment_id")),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_recheck_department_id")),
        sa.ForeignKeyConstraint(["position_id"], ["position.id"], name=op.f("fk_recheck_position_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recheck")),
    )
    op.create_index(
        "uq_recheck_open",
        "recheck",
        ["kind", "object_id"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_index("ix_recheck_department_id_state", "recheck", ["department_id", "state", "due_on"])
    op.create_index(op.f("ix_recheck_adjustment_id"), "recheck", ["adjustment_id"])
    op.create_index(op.f("ix_recheck_position_id"), "recheck", ["position_id"])


def downgrade() -> None:
    op.drop_table("recheck")
    op.drop_table("adjustment")
