"""The names and units posts had, and the units that stood above units, to their last day."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25_former_places"
down_revision = "2026_11_25_assessment_rounds"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ORDER = "started_on IS NULL OR started_on <= ended_on"


def upgrade() -> None:
    """What was renamed or moved before is not known: lists of those years go on showing the name of today."""
    op.create_table(
        "position_name",
        sa.Column("id", BIG, nullable=False),
        sa.Column("position_id", BIG, nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("department_id", BIG, nullable=False),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=False),
        sa.CheckConstraint(ORDER, name=op.f("ck_position_name_order")),
        sa.ForeignKeyConstraint(["position_id"], ["position.id"], name=op.f("fk_position_name_position_id")),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_position_name_department_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_position_name")),
        sa.UniqueConstraint("position_id", "ended_on", name=op.f("uq_position_name_position_id_ended_on")),
    )
    op.create_table(
        "department_place",
        sa.Column("id", BIG, nullable=False),
        sa.Column("department_id", BIG, nullable=False),
        sa.Column("parent_id", BIG, nullable=True),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=False),
        sa.CheckConstraint(ORDER, name=op.f("ck_department_place_order")),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_department_place_department_id")
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["department.id"], name=op.f("fk_department_place_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_department_place")),
        sa.UniqueConstraint(
            "department_id", "ended_on", name=op.f("uq_department_place_department_id_ended_on")
        ),
    )


def downgrade() -> None:
    op.drop_table("department_place")
    op.drop_table("position_name")
