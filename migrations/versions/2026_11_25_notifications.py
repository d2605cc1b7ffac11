"""notifications"""

import sqlalchemy as sa
from alembic import op

import backend.kit.table

revision = "2026_11_25_notifications"
down_revision = "2026_11_25_years"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = backend.kit.table.UtcDateTime(timezone=True)
KINDS = ("review", "warning", "notice", "nudge", "question", "suggestion")
MORE_KINDS = ("meeting", "submission", "measure", "recheck", "handover", "deadline")
WAITING = sa.text("mail_state = 'waiting'")


def _term(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.create_table(
        "notification",
        sa.Column("id", BIG, nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("kind", _term("notification_kind", *KINDS, *MORE_KINDS), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.String(length=1000), nullable=False),
        sa.Column("target_kind", sa.String(length=40), nullable=False),
        sa.Column("target_id", BIG, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("read_at", INSTANT, nullable=True),
        sa.Column("mail_state", _term("mail_state", "none", "waiting", "sent", "failed"), nullable=False),
        sa.Column("mail_tries", sa.Integer(), nullable=False),
        sa.Column("mail_after", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_notification_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification")),
        sa.UniqueConstraint("user_id", "source", name=op.f("uq_notification_user_id_source")),
    )
    op.create_index("ix_notification_user_id_read_at", "notification", ["user_id", "read_at", "id"])
    op.create_index(
        "ix_notification_mail", "notification", ["mail_after"], sqlite_where=WAITING, postgresql_where=WAITING
    )
    op.create_table(
        "notification_state",
        sa.Column("id", BIG, nullable=False),
        sa.Column("last_seq", BIG, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification_state")),
    )
    op.create_table(
        "mail_setting",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("muted", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_mail_setting_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_setting")),
        sa.UniqueConstraint("user_id", name=op.f("uq_mail_setting_user_id")),
    )


def downgrade() -> None:
    op.drop_table("mail_setting")
    op.drop_table("notification_state")
    op.drop_table("notification")
