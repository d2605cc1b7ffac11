"""What a department's own words for columns and levels mean is remembered for its next file."""

import sqlalchemy as sa
from alembic import op

import backend.kit.table

revision = "2026_11_27_import_mappings"
down_revision = "2026_11_27_import_reversals"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = backend.kit.table.UtcDateTime(timezone=True)
KINDS = (
    "power_catalogue",
    "department_inventory",
    "position_inventory",
    "position_self_check",
    "department_self_check",
)
FIELDS = (
    *("ordinal", "subject", "duties", "powers", "risk_point", "manifestation", "causes", "level", "measures"),
    *("remark", "power_name", "content", "handling_body", "basis", "responsible", "category", "indicator"),
    *("department", "person_name", "job_title", "head_name", "filler_name", "supervising_leader"),
    *("filled_on", "whole"),
)


def _term(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    """Earlier imports do not tell how their tables were understood."""
    with op.batch_alter_table("form_import") as batch_op:
        batch_op.add_column(sa.Column("tables", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("mapping", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("form_import") as batch_op:
        batch_op.alter_column("tables", server_default=None)
        batch_op.alter_column("mapping", server_default=None)
    op.create_table(
        "import_mapping",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("department_id", BIG, nullable=True),
        sa.Column("part", _term("mapped_part", "column", "level"), nullable=False),
        sa.Column("words", sa.String(length=80), nullable=False),
        sa.Column("text", sa.String(length=80), nullable=False),
        sa.Column("kind", _term("form_kind", *KINDS), nullable=True),
        sa.Column("field", _term("field", *FIELDS), nullable=True),
        sa.Column("level", _term("level", "high", "medium", "low"), nullable=True),
        sa.Column("used_at", INSTANT, nullable=False),
        sa.Column("used_by_id", BIG, nullable=False),
        sa.Column("used_by_name", sa.String(length=100), nullable=False),
        sa.Column("uses_count", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(part = 'level') = (level IS NOT NULL)", name=op.f("ck_import_mapping_level_has_level")
        ),
        sa.CheckConstraint(
            "part = 'column' OR field IS NULL", name=op.f("ck_import_mapping_level_has_no_field")
        ),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_import_mapping_department_id")
        ),
        sa.ForeignKeyConstraint(
            ["used_by_id"], ["user_account.id"], name=op.f("fk_import_mapping_used_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_mapping")),
        sa.UniqueConstraint(
            "department_id", "part", "words", name=op.f("uq_import_mapping_department_id_part_words")
        ),
    )
    op.create_index(op.f("ix_import_mapping_department_id"), "import_mapping", ["department_id"])
    of_school = sa.text("department_id IS NULL")
    op.create_index(
        "uq_import_mapping_school",
        "import_mapping",
        ["part", "words"],
        unique=True,
        sqlite_where=of_school,
        postgresql_where=of_school,
    )


def downgrade() -> None:
    op.drop_index("uq_import_mapping_school", table_name="import_mapping")
    op.drop_index(op.f("ix_import_mapping_department_id"), table_name="import_mapping")
    op.drop_table("import_mapping")
    with op.batch_alter_table("form_import") as batch_op:
        batch_op.drop_column("mapping")
        batch_op.drop_column("tables")
