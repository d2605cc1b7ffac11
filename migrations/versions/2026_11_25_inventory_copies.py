"""A copy of each sheet as it was handed in, to lay the next round beside."""

from typing import Any

import sqlalchemy as sa
from alembic import op

import backend.kit.table

revision = "2026_11_25_inventory_copies"
down_revision = "2026_11_25_sheet_wording"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = backend.kit.table.UtcDateTime(timezone=True)
BATCH = 200
PLAIN = (
    *("duty", "name", "manifestation", "causes", "measures", "remark", "location"),
    *("power_id", "step_id", "public_wording", "likelihood", "consequence", "level"),
)
LISTED = ("cause_kinds", "categories", "subcategories", "found_by")
COPIES = sa.table(
    "risk_inventory_copy",
    *map(sa.column, ("inventory_id", "round", "content_hash", "no_risk_reason", "submitted_by_id")),
    sa.column("submitted_by_name"),
    sa.column("submitted_at", INSTANT),
    sa.column("rows", sa.JSON()),
)
POINTS = sa.table(
    "risk_point",
    *map(sa.column, ("id", "inventory_id", "ordinal", "retired_at", *PLAIN)),
    *(sa.column(name, sa.JSON()) for name in LISTED),
)
POWERS = sa.table("power", sa.column("id"), sa.column("name"))
STEPS = sa.table("flow_step", sa.column("id"), sa.column("name"))
HANDED_IN = sa.text(
    "SELECT risk_inventory.id AS inventory_id, review.round, review.content_hash, risk_inventory.no_risk_reason,"
    " review.submitted_by_id, COALESCE(user_account.display_name, '') AS submitted_by_name, review.submitted_at"
    " FROM risk_inventory JOIN review ON review.id = risk_inventory.review_id"
    " LEFT JOIN user_account ON user_account.id = review.submitted_by_id"
    " WHERE review.state NOT IN ('draft', 'sent_back') AND review.content_hash IS NOT NULL"
    " AND review.submitted_at IS NOT NULL AND NOT review.is_stale AND risk_inventory.retired_on IS NULL"
    " ORDER BY risk_inventory.id"
).columns(submitted_at=INSTANT)
"""Sheets that still say what was handed in; of all others nobody knows it any more."""


def upgrade() -> None:
    op.create_table(
        "risk_inventory_copy",
        sa.Column("id", BIG, nullable=False),
        sa.Column("inventory_id", BIG, nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("no_risk_reason", sa.String(length=2000), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("submitted_by_id", BIG, nullable=True),
        sa.Column("submitted_by_name", sa.String(length=100), nullable=False),
        sa.Column("submitted_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["inventory_id"], ["risk_inventory.id"], name=op.f("fk_risk_inventory_copy_inventory_id")
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"], ["user_account.id"], name=op.f("fk_risk_inventory_copy_submitted_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_inventory_copy")),
        sa.UniqueConstraint("inventory_id", "round", name=op.f("uq_risk_inventory_copy_inventory_id_round")),
    )
    sheets = [dict(row) for row in op.get_bind().execute(HANDED_IN).mappings()]
    for at in range(0, len(sheets), BATCH):
        batch = sheets[at : at + BATCH]
        rows = _rows([sheet["inventory_id"] for sheet in batch])
        op.bulk_insert(COPIES, [sheet | {"rows": rows.get(sheet["inventory_id"], [])} for sheet in batch])


def _rows(sheets: list[int]) -> dict[int, list[dict[str, Any]]]:
    """Live rows by sheet, in its order."""
    statement = (
        sa.select(
            POINTS.c.inventory_id,
            *(POINTS.c[name] for name in ("id", *PLAIN, *LISTED)),
            POWERS.c.name.label("power_name"),
            STEPS.c.name.label("step_name"),
        )
        .select_from(
            POINTS.outerjoin(POWERS, POWERS.c.id == POINTS.c.power_id).outerjoin(
                STEPS, STEPS.c.id == POINTS.c.step_id
            )
        )
        .where(POINTS.c.inventory_id.in_(sheets), POINTS.c.retired_at.is_(None))
        .order_by(POINTS.c.inventory_id, POINTS.c.ordinal, POINTS.c.id)
    )
    found: dict[int, list[dict[str, Any]]] = {}
    for row in op.get_bind().execute(statement).mappings():
        values = dict(row)
        found.setdefault(values.pop("inventory_id"), []).append(values)
    return found


def downgrade() -> None:
    op.drop_table("risk_inventory_copy")
