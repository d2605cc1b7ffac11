"""The college's own Word templates: every version, and when each filled the forms (forms.md §1.3)."""

import sqlalchemy as sa
from alembic import op

from backend.kit.table import BigId, UtcDateTime

revision = "2026_11_27_document_templates"
down_revision = "2026_11_27_packages"
branch_labels = None
depends_on = None

KINDS = (
    "power_catalogue",
    "department_inventory",
    "position_inventory",
    "warning_record",
    "position_self_check",
    "department_self_check",
    "risk_register",
)
STATES = ("checked", "adopted", "replaced", "withdrawn", "discarded")
TEMPLATE, ADOPTION = "document_template", "document_template_adoption"


def _term(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.create_table(
        TEMPLATE,
        sa.Column("id", BigId, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("updated_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("kind", _term("document_kind", *KINDS), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("remarks", sa.JSON(), nullable=False),
        sa.Column("state", _term("template_state", *STATES), nullable=False),
        sa.Column("uploaded_by_name", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TEMPLATE}")),
        sa.UniqueConstraint("kind", "edition", name=op.f(f"uq_{TEMPLATE}_kind_edition")),
    )
    op.create_table(
        ADOPTION,
        sa.Column("id", BigId, nullable=False),
        sa.Column("template_id", BigId, nullable=False),
        sa.Column("kind", _term("document_kind", *KINDS), nullable=False),
        sa.Column("adopted_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("adopted_by_name", sa.String(length=100), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("ended_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("ended_by_name", sa.String(length=100), nullable=False),
        sa.Column("end_reason", sa.String(length=500), nullable=False),
        sa.CheckConstraint("ended_at IS NULL OR ended_at >= adopted_at", name=op.f(f"ck_{ADOPTION}_order")),
        sa.ForeignKeyConstraint(
            ["template_id"], [f"{TEMPLATE}.id"], name=op.f(f"fk_{ADOPTION}_template_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{ADOPTION}")),
    )
    op.create_index(op.f(f"ix_{ADOPTION}_template_id"), ADOPTION, ["template_id"])
    op.create_index(f"ix_{ADOPTION}_kind_adopted_at", ADOPTION, ["kind", "adopted_at"])
    lasting = sa.text("ended_at IS NULL")
    op.create_index(
        f"uq_{ADOPTION}_kind",
        ADOPTION,
        ["kind"],
        unique=True,
        sqlite_where=lasting,
        postgresql_where=lasting,
    )


def downgrade() -> None:
    op.drop_table(ADOPTION)
    op.drop_table(TEMPLATE)
