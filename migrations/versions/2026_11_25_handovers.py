"""handovers"""

import sqlalchemy as sa
from alembic import op

import backend.kit.table

revision = "2026_11_25_handovers"
down_revision = "2026_11_25_adjustments"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = backend.kit.table.UtcDateTime(timezone=True)
STATE = sa.Enum(
    "waiting",
    "acknowledged",
    "void",
    name="handover_state",
    native_enum=False,
    create_constraint=True,
    length=40,
)


def _fk(column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_handover_{column}"))


def upgrade() -> None:
    op.create_table(
        "handover",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("appointment_id", BIG, nullable=False),
        sa.Column("position_id", BIG, nullable=False),
        sa.Column("department_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("person_name", sa.String(length=100), nullable=False),
        sa.Column("predecessor_name", sa.String(length=100), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("state", STATE, nullable=False),
        sa.Column("content", sa.JSON(), nullable=True),
        sa.Column("content_digest", sa.String(length=64), nullable=True),
        sa.Column("pledge_version", sa.Integer(), nullable=True),
        sa.Column("acknowledged_at", INSTANT, nullable=True),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.CheckConstraint(
            "(state = 'acknowledged') = (acknowledged_at IS NOT NULL)",
            name=op.f("ck_handover_acknowledged"),
        ),
        _fk("appointment_id", "appointment.id"),
        _fk("position_id", "position.id"),
        _fk("department_id", "department.id"),
        _fk("person_id", "person.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
        sa.UniqueConstraint("appointment_id", name=op.f("uq_handover_appointment_id")),
    )
    op.create_index("ix_handover_department_id_state", "handover", ["department_id", "state"])
    op.create_index(op.f("ix_handover_position_id"), "handover", ["position_id"])
    op.create_index(op.f("ix_handover_person_id"), "handover", ["person_id"])
    op.create_table(
        "pledge_text",
        sa.Column("id", BIG, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=5000), nullable=False),
        sa.Column("published_by_name", sa.String(length=100), nullable=False),
        sa.Column("published_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pledge_text")),
        sa.UniqueConstraint("number", name=op.f("uq_pledge_text_number")),
    )


def downgrade() -> None:
    op.drop_table("pledge_text")
    op.drop_table("handover")
