"""campaigns"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import backend.kit.table

revision = "2026_11_25_campaigns"
down_revision = "2026_11_25_regulations"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = backend.kit.table.UtcDateTime(timezone=True)


def text(length: int) -> sa.types.TypeEngine[str]:
    return sqlmodel.sql.sqltypes.AutoString(length=length)


def term(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def entity() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
    )


def link(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    op.create_table(
        "work_year",
        *entity(),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("state", term("year_state", "open", "closed"), nullable=False),
        sa.Column("opened_by_id", BIG, nullable=True),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.Column("closed_by_id", BIG, nullable=True),
        sa.Column("digest", text(64), nullable=True),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_at IS NOT NULL) AND (state = 'closed') = (digest IS NOT NULL)",
            name=op.f("ck_work_year_closed"),
        ),
        link("work_year", "opened_by_id", "user_account"),
        link("work_year", "closed_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_year")),
        sa.UniqueConstraint("year", name=op.f("uq_work_year_year")),
    )


def downgrade() -> None:
    op.drop_table("work_year")
