"""An import can be taken back: what it wrote is noted, and what was taken back of it."""

import sqlalchemy as sa
from alembic import op

import backend.kit.table

revision = "2026_11_27_import_reversals"
down_revision = "2026_11_26_quality_goals"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = backend.kit.table.UtcDateTime(timezone=True)
NAME = "ck_form_import_import_state"
OWNER = "fk_form_import_reversed_by_id"


def _allow(*states: str) -> None:
    listed = ", ".join(f"'{state}'" for state in states)
    with op.batch_alter_table("form_import") as batch_op:
        batch_op.drop_constraint(op.f(NAME), type_="check")
        batch_op.create_check_constraint(op.f(NAME), f"state IN ({listed})")


def upgrade() -> None:
    """Imports applied before stay as they are: nobody noted what they wrote."""
    with op.batch_alter_table("form_import") as batch_op:
        batch_op.add_column(sa.Column("effects", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("reversal", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("reversed_at", INSTANT, nullable=True))
        batch_op.add_column(sa.Column("reversed_by_id", BIG, nullable=True))
        batch_op.create_foreign_key(op.f(OWNER), "user_account", ["reversed_by_id"], ["id"])
    _allow("ready", "applied", "reversed", "partly_reversed")


def downgrade() -> None:
    op.execute("UPDATE form_import SET state = 'applied' WHERE state IN ('reversed', 'partly_reversed')")
    _allow("ready", "applied")
    with op.batch_alter_table("form_import") as batch_op:
        batch_op.drop_constraint(op.f(OWNER), type_="foreignkey")
        for name in ("reversed_by_id", "reversed_at", "reversal", "effects"):
            batch_op.drop_column(name)
