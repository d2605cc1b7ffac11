"""regulations"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

from backend.kit.table import BigId, UtcDateTime

revision = "2026_11_25_regulations"
down_revision = "2026_11_25_working_groups"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The library of rules, and the editions of each."""
    _regulation()
    _regulation_revision()


def downgrade() -> None:
    """Indexes go with their tables."""
    op.drop_table("regulation_revision")
    op.drop_table("regulation")


def _term(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _regulation() -> None:
    numbered = sa.text("number <> ''")
    op.create_table(
        "regulation",
        sa.Column("id", BigId, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("updated_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column(
            "kind", _term("regulation_kind", "law", "superior", "college", "department"), nullable=False
        ),
        sa.Column("title", AutoString(length=200), nullable=False),
        sa.Column("number", AutoString(length=100), nullable=False),
        sa.Column("issuer", AutoString(length=200), nullable=False),
        sa.Column("department_id", BigId, nullable=True),
        sa.Column(
            "status",
            _term("regulation_status", "drafting", "in_force", "amending", "repealed"),
            nullable=False,
        ),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("text", AutoString(length=100_000), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("amend_reason", AutoString(length=500), nullable=False),
        sa.Column("repealed_on", sa.Date(), nullable=True),
        sa.Column("repeal_reason", AutoString(length=500), nullable=False),
        sa.Column("replaced_by_id", BigId, nullable=True),
        sa.CheckConstraint(
            "(status = 'drafting') = (edition = 0) OR status = 'repealed'",
            name=op.f("ck_regulation_edition"),
        ),
        sa.CheckConstraint(
            "kind <> 'department' OR department_id IS NOT NULL", name=op.f("ck_regulation_owner")
        ),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_regulation_department_id")
        ),
        sa.ForeignKeyConstraint(
            ["replaced_by_id"], ["regulation.id"], name=op.f("fk_regulation_replaced_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regulation")),
    )
    op.create_index(op.f("ix_regulation_department_id"), "regulation", ["department_id"])
    op.create_index("ix_regulation_effective_on", "regulation", ["effective_on", "id"])
    op.create_index("ix_regulation_title", "regulation", ["title", "id"])
    op.create_index("ix_regulation_updated_at", "regulation", ["updated_at", "id"])
    op.create_index(
        "uq_regulation_number",
        "regulation",
        ["number", "title"],
        unique=True,
        sqlite_where=numbered,
        postgresql_where=numbered,
    )


def _regulation_revision() -> None:
    op.create_table(
        "regulation_revision",
        sa.Column("id", BigId, nullable=False),
        sa.Column("regulation_id", BigId, nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("title", AutoString(length=200), nullable=False),
        sa.Column("number", AutoString(length=100), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("changes", AutoString(length=4000), nullable=False),
        sa.Column("text", AutoString(length=100_000), nullable=False),
        sa.Column("recorded_by_name", AutoString(length=100), nullable=False),
        sa.Column("recorded_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["regulation_id"], ["regulation.id"], name=op.f("fk_regulation_revision_regulation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regulation_revision")),
        sa.UniqueConstraint(
            "regulation_id", "edition", name=op.f("uq_regulation_revision_regulation_id_edition")
        ),
    )
