"""Copies of what was handed in are kept of everything reviewed, also of 附件一 and of the measures of a plan."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from alembic import op

import backend.kit.table

revision = "2026_11_26_review_copies"
down_revision = "2026_11_26_party_line"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = backend.kit.table.UtcDateTime(timezone=True)
WHO = ("submitted_by_id", "submitted_by_name", "submitted_at")
LISTED = sa.JSON()
COPIES = sa.table(
    "review_copy",
    *map(sa.column, ("review_id", "round", "edition", "content_hash", "note", *WHO[:2])),
    sa.column("submitted_at", INSTANT),
    sa.column("rows", LISTED),
)
CONTENT = (
    *("id", "kind", "title", "content", "line_of_defence", "treatment", "position_id", "due_on", "evidence"),
    *("indicator", "power_id", "rule_action", "regulation_id", "rule_title"),
)
HANDED_IN = (
    "SELECT {table}.id AS subject_id, review.id AS review_id, review.round, review.content_hash,"
    " review.submitted_by_id, COALESCE(user_account.display_name, '') AS submitted_by_name,"
    " review.submitted_at, {what}"
    " FROM {table} JOIN review ON review.id = {table}.review_id"
    " LEFT JOIN user_account ON user_account.id = review.submitted_by_id"
    " WHERE review.content_hash IS NOT NULL AND review.submitted_at IS NOT NULL AND {which}"
    " ORDER BY {table}.id"
)


def upgrade() -> None:
    op.create_table(
        "review_copy",
        sa.Column("id", BIG, nullable=False),
        sa.Column("review_id", BIG, nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("note", sa.String(length=2000), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        *_who("review_copy"),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_review_copy_review_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_copy")),
        sa.UniqueConstraint(
            "review_id", "round", "edition", name=op.f("uq_review_copy_review_id_round_edition")
        ),
    )
    # Ids stay: the digests of closed years cover them.
    op.execute(
        "INSERT INTO review_copy (id, review_id, round, edition, content_hash, note, rows, submitted_by_id,"
        " submitted_by_name, submitted_at)"
        " SELECT risk_inventory_copy.id, risk_inventory.review_id, risk_inventory_copy.round, 0,"
        " risk_inventory_copy.content_hash, risk_inventory_copy.no_risk_reason, risk_inventory_copy.rows,"
        " risk_inventory_copy.submitted_by_id, risk_inventory_copy.submitted_by_name,"
        " risk_inventory_copy.submitted_at"
        " FROM risk_inventory_copy JOIN risk_inventory ON risk_inventory.id = risk_inventory_copy.inventory_id"
    )
    _go_on_after("review_copy")
    op.drop_table("risk_inventory_copy")
    _copy_catalogues()
    _copy_plans()


def _who(table: str) -> tuple[Any, ...]:
    return (
        sa.Column("submitted_by_id", BIG, nullable=True),
        sa.Column("submitted_by_name", sa.String(length=100), nullable=False),
        sa.Column("submitted_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"], ["user_account.id"], name=op.f(f"fk_{table}_submitted_by_id")
        ),
    )


def _go_on_after(table: str) -> None:
    """New rows come after those that brought their numbers along."""
    if op.get_bind().dialect.name == "postgresql":
        number = sa.table(table, sa.column("id")).c.id
        last = op.get_bind().execute(sa.select(sa.func.coalesce(sa.func.max(number), 0))).scalar_one()
        sequence = sa.func.pg_get_serial_sequence(table, "id")
        op.get_bind().execute(sa.select(sa.func.setval(sequence, last + 1, False)))


def _copy_catalogues() -> None:
    """A catalogue always keeps what was handed in last."""
    statement = sa.text(
        HANDED_IN.format(table="power_catalogue", what="power_catalogue.content AS rows", which="1 = 1")
    ).columns(submitted_at=INSTANT, rows=LISTED)
    for row in op.get_bind().execute(statement).mappings().all():
        _keep(row, row["rows"], "")


def _copy_plans() -> None:
    """Plans that still say what was handed in; of all others nobody knows it any more."""
    which = "review.state NOT IN ('draft', 'sent_back') AND NOT review.is_stale AND review.retired_on IS NULL"
    text = HANDED_IN.format(table="measure_plan", what="measure_plan.note", which=which)
    statement = sa.text(text).columns(submitted_at=INSTANT)
    for row in op.get_bind().execute(statement).mappings().all():
        _keep(row, _measures(row["subject_id"]), row["note"])


def _keep(row: sa.RowMapping, rows: list[dict[str, Any]], note: str) -> None:
    kept = {name: row[name] for name in ("review_id", "round", "content_hash", *WHO)}
    op.bulk_insert(COPIES, [kept | {"edition": 0, "note": note, "rows": rows}])


MEASURES = sa.table("control_measure", *map(sa.column, ("plan_id", "ordinal", "retired_at", *CONTENT)))
POSITIONS = sa.table("position", sa.column("id"), sa.column("name"))
POWERS = sa.table("power", sa.column("id"), sa.column("name"))
REGULATIONS = sa.table("regulation", sa.column("id"), sa.column("title"))


def _measures(plan_id: int) -> list[dict[str, Any]]:
    statement = (
        sa.select(
            *(MEASURES.c[name] for name in CONTENT),
            POSITIONS.c.name.label("position_name"),
            POWERS.c.name.label("power_name"),
            REGULATIONS.c.title.label("regulation_title"),
        )
        .select_from(
            MEASURES.outerjoin(POSITIONS, POSITIONS.c.id == MEASURES.c.position_id)
            .outerjoin(POWERS, POWERS.c.id == MEASURES.c.power_id)
            .outerjoin(REGULATIONS, REGULATIONS.c.id == MEASURES.c.regulation_id)
        )
        .where(MEASURES.c.plan_id == plan_id, MEASURES.c.retired_at.is_(None))
        .order_by(MEASURES.c.ordinal, MEASURES.c.id)
    )
    found = [dict(row) for row in op.get_bind().execute(statement).mappings()]
    return [row | {"due_on": row["due_on"] and str(row["due_on"])} | _links(row["id"]) for row in found]


def _links(measure_id: int) -> dict[str, Any]:
    points = _all(
        "SELECT risk_point.id, risk_point.name FROM measure_risk"
        " JOIN risk_point ON risk_point.id = measure_risk.risk_point_id"
        " WHERE measure_risk.measure_id = :id ORDER BY risk_point.id",
        measure_id,
    )
    basis = _all(
        "SELECT measure_basis.regulation_id, measure_basis.clause, regulation.title FROM measure_basis"
        " JOIN regulation ON regulation.id = measure_basis.regulation_id"
        " WHERE measure_basis.measure_id = :id ORDER BY measure_basis.regulation_id",
        measure_id,
    )
    return {"risk_points": list(points), "basis": list(basis)}


def _all(statement: str, number: int) -> Iterable[dict[str, Any]]:
    return [dict(row) for row in op.get_bind().execute(sa.text(statement), {"id": number}).mappings()]


def downgrade() -> None:
    op.create_table(
        "risk_inventory_copy",
        sa.Column("id", BIG, nullable=False),
        sa.Column("inventory_id", BIG, nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("no_risk_reason", sa.String(length=2000), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        *_who("risk_inventory_copy"),
        sa.ForeignKeyConstraint(
            ["inventory_id"], ["risk_inventory.id"], name=op.f("fk_risk_inventory_copy_inventory_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_inventory_copy")),
        sa.UniqueConstraint("inventory_id", "round", name=op.f("uq_risk_inventory_copy_inventory_id_round")),
    )
    op.execute(
        "INSERT INTO risk_inventory_copy (id, inventory_id, round, content_hash, no_risk_reason, rows,"
        " submitted_by_id, submitted_by_name, submitted_at)"
        " SELECT review_copy.id, risk_inventory.id, review_copy.round, review_copy.content_hash,"
        " review_copy.note, review_copy.rows, review_copy.submitted_by_id, review_copy.submitted_by_name,"
        " review_copy.submitted_at"
        " FROM review_copy JOIN risk_inventory ON risk_inventory.review_id = review_copy.review_id"
        " WHERE review_copy.edition = 0"
    )
    _go_on_after("risk_inventory_copy")
    op.drop_table("review_copy")
