"""Publications of powers, and the frozen projections the public reads."""

import sqlalchemy as sa
from alembic import op

from backend.kit.table import UtcDateTime

revision = "2026_11_28_portal"
down_revision = "2026_11_28_record_imports"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CHANNELS = ("party", "college", "service")
STATES = ("draft", "released", "superseded", "withdrawn", "discarded")


def _term(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _column(name: str, kind: sa.types.TypeEngine[object], *, is_needed: bool = True) -> sa.Column[object]:
    return sa.Column(name, kind, nullable=not is_needed)


def _text(name: str, length: int) -> sa.Column[object]:
    return _column(name, sa.String(length=length))


def _instant(name: str, *, is_needed: bool = False) -> sa.Column[object]:
    return _column(name, UtcDateTime(timezone=True), is_needed=is_needed)


def _refs(table: str, **links: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([name], [f"{target}.id"], name=op.f(f"fk_{table}_{name}"))
        for name, target in links.items()
    ]


def _only(name: str, table: str, column: str, where: str) -> None:
    clause = sa.text(where)
    op.create_index(name, table, [column], unique=True, sqlite_where=clause, postgresql_where=clause)


def upgrade() -> None:
    _publications()
    _public_powers()


def _publications() -> None:
    op.create_table(
        "publication",
        _column("id", BIG),
        _column("version", sa.Integer()),
        _instant("created_at", is_needed=True),
        _instant("updated_at", is_needed=True),
        _column("power_id", BIG),
        _text("code", 120),
        _column("edition", sa.Integer()),
        _column("state", _term("publication_state", *STATES)),
        _column("channel", _term("publication_channel", *CHANNELS)),
        _text("name", 200),
        _text("wording", 4000),
        _text("basis", 4000),
        _text("handling_body", 200),
        _text("unit", 100),
        _column("closes_on", sa.Date(), is_needed=False),
        _column("steps", sa.JSON()),
        _column("source", sa.JSON()),
        _column("is_changed", sa.Boolean()),
        _column("confirmed", sa.JSON()),
        _column("prepared_by_id", BIG),
        _text("prepared_by_name", 100),
        _instant("released_at"),
        _column("released_by_id", BIG, is_needed=False),
        _text("released_by_name", 100),
        _instant("withdrawn_at"),
        _text("withdrawn_by_name", 100),
        _text("withdraw_reason", 500),
        sa.CheckConstraint(
            "(state IN ('draft', 'discarded')) = (released_at IS NULL)", name=op.f("ck_publication_released")
        ),
        sa.CheckConstraint(
            "(state = 'withdrawn') = (withdrawn_at IS NOT NULL)", name=op.f("ck_publication_withdrawn")
        ),
        sa.CheckConstraint(
            "released_by_id IS NULL OR released_by_id <> prepared_by_id", name=op.f("ck_publication_four_eyes")
        ),
        *_refs(
            "publication", power_id="power", prepared_by_id="user_account", released_by_id="user_account"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication")),
    )
    op.create_index("ix_publication_power_id", "publication", ["power_id", "id"])
    _only("uq_publication_draft", "publication", "power_id", "state = 'draft'")
    _only("uq_publication_released", "publication", "power_id", "state = 'released'")


def _public_powers() -> None:
    op.create_table(
        "public_power",
        _column("id", BIG),
        _column("publication_id", BIG),
        _column("is_live", sa.Boolean()),
        _text("code", 120),
        _column("edition", sa.Integer()),
        _column("channel", _term("publication_channel", *CHANNELS)),
        _text("name", 200),
        _text("wording", 4000),
        _text("basis", 4000),
        _text("handling_body", 200),
        _text("unit", 100),
        _column("published_on", sa.Date()),
        _column("closes_on", sa.Date(), is_needed=False),
        _column("steps", sa.JSON()),
        _column("picture", sa.Text()),
        _column("dark_picture", sa.Text()),
        _text("content_hash", 64),
        sa.CheckConstraint("closes_on IS NULL OR closes_on >= published_on", name=op.f("ck_public_power_order")),
        *_refs("public_power", publication_id="publication"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_power")),
        sa.UniqueConstraint("publication_id", name=op.f("uq_public_power_publication_id")),
        sa.UniqueConstraint("code", "edition", name=op.f("uq_public_power_code_edition")),
    )
    op.create_index("ix_public_power_unit", "public_power", ["unit", "code"])
    _only("uq_public_power_live", "public_power", "code", "is_live")


def downgrade() -> None:
    for table in ("public_power", "publication"):
        op.drop_table(table)
