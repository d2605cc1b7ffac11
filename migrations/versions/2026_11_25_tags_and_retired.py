"""An index for the ways and kinds of risk points; retired reviews; deadlines of sheets sent back."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25_tags_and_retired"
down_revision = "2026_11_22_initial"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.add_column(sa.Column("retired_on", sa.Date(), nullable=True))
    with op.batch_alter_table("review_decision", schema=None) as batch_op:
        batch_op.add_column(sa.Column("redo_due_on", sa.Date(), nullable=True))
    op.execute(
        "UPDATE review SET retired_on = (SELECT sheet.retired_on FROM risk_inventory AS sheet"
        " WHERE sheet.review_id = review.id)"
    )
    if op.get_bind().dialect.name == "postgresql":
        op.create_index(
            "ix_risk_point_tags",
            "risk_point",
            [sa.text("(found_by::jsonb) jsonb_path_ops"), sa.text("(categories::jsonb) jsonb_path_ops")],
            postgresql_using="gin",
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_index("ix_risk_point_tags", table_name="risk_point")
    with op.batch_alter_table("review_decision", schema=None) as batch_op:
        batch_op.drop_column("redo_due_on")
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.drop_column("retired_on")
