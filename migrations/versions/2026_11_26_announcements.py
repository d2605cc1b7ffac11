"""Announcements of consolidated registers with their frozen rows, and objections to them."""

import sqlalchemy as sa
from alembic import op

from backend.kit.table import UtcDateTime

revision = "2026_11_26_announcements"
down_revision = "2026_11_26_founded_units"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OPEN = sa.text("state = 'open'")


def _term(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _instant(name: str, *, is_needed: bool = False) -> sa.Column[object]:
    return sa.Column(name, UtcDateTime(timezone=True), nullable=not is_needed)


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=False)


def _id(name: str, *, is_needed: bool = True) -> sa.Column[int]:
    return sa.Column(name, BIG, nullable=not is_needed)


def _refs(table: str, **links: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([name], [f"{target}.id"], name=op.f(f"fk_{table}_{name}"))
        for name, target in links.items()
    ]


def _entity() -> list[sa.Column[object]]:
    return [
        sa.Column("id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _instant("created_at", is_needed=True),
        _instant("updated_at", is_needed=True),
    ]


def upgrade() -> None:
    _announcements()
    _rows()
    _objections()


def _announcements() -> None:
    op.create_table(
        "announcement",
        *_entity(),
        _id("department_id"),
        _text("department_name", 100),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("audience", _term("announcement_audience", "department", "college"), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        _text("note", 1000),
        sa.Column(
            "state", _term("announcement_state", "open", "ended", "reported", "withdrawn"), nullable=False
        ),
        _text("content_hash", 64),
        sa.Column("rows_count", sa.Integer(), nullable=False),
        sa.Column("pending_count", sa.Integer(), nullable=False),
        _id("announced_by_id"),
        _text("announced_by_name", 100),
        _instant("announced_at", is_needed=True),
        sa.Column("result", _term("announcement_result", "clear", "settled"), nullable=True),
        _instant("ended_at"),
        _text("ended_by_name", 100),
        sa.Column("reported_on", sa.Date(), nullable=True),
        _text("report_note", 500),
        _instant("withdrawn_at"),
        _text("withdraw_reason", 500),
        sa.CheckConstraint("opens_on <= closes_on", name=op.f("ck_announcement_order")),
        sa.CheckConstraint("(result IS NULL) = (ended_at IS NULL)", name=op.f("ck_announcement_result")),
        sa.CheckConstraint(
            "(state = 'reported') = (reported_on IS NOT NULL)", name=op.f("ck_announcement_reported")
        ),
        sa.CheckConstraint(
            "(state = 'withdrawn') = (withdrawn_at IS NOT NULL)", name=op.f("ck_announcement_withdrawn")
        ),
        *_refs("announcement", department_id="department", announced_by_id="user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement")),
    )
    op.create_index("ix_announcement_department_id", "announcement", ["department_id", "year"])
    op.create_index("ix_announcement_year", "announcement", ["year", "state"])
    op.create_index(
        "uq_announcement_open",
        "announcement",
        ["department_id", "year"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )


def _rows() -> None:
    op.create_table(
        "announced_row",
        sa.Column("id", BIG, nullable=False),
        _id("announcement_id"),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        _id("risk_point_id"),
        _text("department_name", 100),
        _text("position_name", 100),
        _text("holder_name", 100),
        _text("name", 1000),
        _text("manifestation", 4000),
        sa.Column("level", _term("risk_level", "high", "medium", "low"), nullable=True),
        _text("measures", 4000),
        *_refs("announced_row", announcement_id="announcement", risk_point_id="risk_point"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announced_row")),
        sa.UniqueConstraint(
            "announcement_id", "ordinal", name=op.f("uq_announced_row_announcement_id_ordinal")
        ),
    )
    op.create_index(op.f("ix_announced_row_risk_point_id"), "announced_row", ["risk_point_id"])


def _objections() -> None:
    states = ("open", "upheld", "rejected", "withdrawn", "lapsed")
    op.create_table(
        "objection",
        *_entity(),
        _id("announcement_id"),
        _id("department_id"),
        _id("row_id", is_needed=False),
        _text("reason", 2000),
        sa.Column("state", _term("objection_state", *states), nullable=False),
        _id("raised_by_id"),
        _text("raised_by_name", 100),
        _instant("raised_at", is_needed=True),
        _id("decided_by_id", is_needed=False),
        _text("decided_by_name", 100),
        _instant("decided_at"),
        _text("decision_reason", 2000),
        _id("risk_point_id", is_needed=False),
        _id("suggestion_id", is_needed=False),
        sa.CheckConstraint(
            "(decided_by_id IS NULL) = (decided_at IS NULL)", name=op.f("ck_objection_decided")
        ),
        *_refs(
            "objection",
            announcement_id="announcement",
            department_id="department",
            row_id="announced_row",
            raised_by_id="user_account",
            decided_by_id="user_account",
            risk_point_id="risk_point",
            suggestion_id="risk_suggestion",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
    )
    op.create_index(op.f("ix_objection_announcement_id"), "objection", ["announcement_id"])
    op.create_index("ix_objection_department_id", "objection", ["department_id", "state"])
    op.create_index(op.f("ix_objection_raised_by_id"), "objection", ["raised_by_id"])


def downgrade() -> None:
    for table in ("objection", "announced_row", "announcement"):
        op.drop_table(table)
