"""A rule pack for position levels decides from a year on; one adopted before does from the year it was adopted in."""

import sqlalchemy as sa
from alembic import op

import backend.kit.table
from backend.kit.table import CAMPUS_ZONE

revision = "2026_11_26_rule_years"
down_revision = "2026_11_26_exempt_people"
branch_labels = None
depends_on = None

CHOICES = sa.table(
    "level_rule_choice",
    sa.column("id"),
    sa.column("first_year"),
    sa.column("chosen_at", backend.kit.table.UtcDateTime(timezone=True)),
)


def upgrade() -> None:
    with op.batch_alter_table("level_rule_choice", schema=None) as batch_op:
        batch_op.add_column(sa.Column("first_year", sa.Integer(), nullable=True))
    connection = op.get_bind()
    for row in connection.execute(sa.select(CHOICES.c.id, CHOICES.c.chosen_at)).all():
        year = row.chosen_at.astimezone(CAMPUS_ZONE).year
        connection.execute(sa.update(CHOICES).where(CHOICES.c.id == row.id).values(first_year=year))
    with op.batch_alter_table("level_rule_choice", schema=None) as batch_op:
        batch_op.alter_column("first_year", existing_type=sa.Integer(), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("level_rule_choice", schema=None) as batch_op:
        batch_op.drop_column("first_year")
