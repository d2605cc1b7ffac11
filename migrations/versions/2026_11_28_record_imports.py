"""附件四 is read from files: such an import is its owner's alone, and its fields have names."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_28_record_imports"
down_revision = "2026_11_28_package_messages"
branch_labels = None
depends_on = None

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
    *("department", "person_name", "job_title", "head_name", "filler_name", "supervising_leader", "filled_on"),
)
OF_RECORDS = (
    *("subject_name", "subject_job_title", "circumstances", "measures_taken", "rectification"),
    *("handler_name", "handler_job_title", "handled_on"),
)


def _allow(column: str, name: str, values: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{value}'" for value in values)
    with op.batch_alter_table("import_mapping") as batch_op:
        batch_op.drop_constraint(op.f(f"ck_import_mapping_{name}"), type_="check")
        batch_op.create_check_constraint(op.f(f"ck_import_mapping_{name}"), f"{column} IN ({listed})")


def upgrade() -> None:
    """Until now no file of 附件四 was taken in."""
    with op.batch_alter_table("form_import") as batch_op:
        batch_op.add_column(
            sa.Column("is_restricted", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("form_import") as batch_op:
        batch_op.alter_column("is_restricted", server_default=None)
    _allow("kind", "form_kind", (*KINDS, "warning_record"))
    _allow("field", "field", (*FIELDS, *OF_RECORDS, "whole"))


def downgrade() -> None:
    """What was only its owner's must not become everybody's."""
    op.execute("DELETE FROM form_import WHERE is_restricted")
    _allow("field", "field", (*FIELDS, "whole"))
    _allow("kind", "form_kind", KINDS)
    with op.batch_alter_table("form_import") as batch_op:
        batch_op.drop_column("is_restricted")
