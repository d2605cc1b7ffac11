"""Marks by which near copies between departments are found; sheets handed in before get theirs here."""

import sqlalchemy as sa
from alembic import op

from backend.quality.wording import bands

revision = "2026_11_26_near_copies"
down_revision = "2026_11_26_announcements"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CHUNK = 500


def upgrade() -> None:
    op.create_table(
        "wording_band",
        sa.Column("id", BIG, nullable=False),
        sa.Column("inventory_id", BIG, nullable=False),
        sa.Column("risk_point_id", BIG, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("band", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["inventory_id"], ["risk_inventory.id"], name=op.f("fk_wording_band_inventory_id")
        ),
        sa.ForeignKeyConstraint(
            ["risk_point_id"], ["risk_point.id"], name=op.f("fk_wording_band_risk_point_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wording_band")),
        sa.UniqueConstraint(
            "inventory_id",
            "risk_point_id",
            "band",
            name=op.f("uq_wording_band_inventory_id_risk_point_id_band"),
        ),
    )
    op.create_index("ix_wording_band_band", "wording_band", ["band", "year"])
    op.create_index(op.f("ix_wording_band_risk_point_id"), "wording_band", ["risk_point_id"])
    _mark_what_was_handed_in()


def _mark_what_was_handed_in() -> None:
    connection = op.get_bind()
    points = sa.table(
        "risk_point",
        *(sa.column(name) for name in ("id", "inventory_id", "year", "name", "manifestation", "retired_at")),
    )
    checked = sa.table("sheet_quality", sa.column("inventory_id"))
    mark = sa.table(
        "wording_band", *(sa.column(name) for name in ("inventory_id", "risk_point_id", "year", "band"))
    )
    last = 0
    while True:
        statement = (
            sa.select(
                points.c.id, points.c.inventory_id, points.c.year, points.c.name, points.c.manifestation
            )
            .join(checked, checked.c.inventory_id == points.c.inventory_id)
            .where(points.c.id > last, points.c.retired_at.is_(None))
            .order_by(points.c.id)
            .limit(CHUNK)
        )
        rows = connection.execute(statement).all()
        if not rows:
            return
        last = rows[-1].id
        marks = [
            {"inventory_id": row.inventory_id, "risk_point_id": row.id, "year": row.year, "band": band}
            for row in rows
            for band in bands(row.name, row.manifestation)
        ]
        if marks:
            op.bulk_insert(mark, marks)


def downgrade() -> None:
    op.drop_table("wording_band")
