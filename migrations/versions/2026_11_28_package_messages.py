"""Messages about packages: whoever asked is told when one is ready or has failed."""

from alembic import op

revision = "2026_11_28_package_messages"
down_revision = "2026_11_27_document_templates"
branch_labels = None
depends_on = None

KINDS = (
    "review",
    "warning",
    "notice",
    "nudge",
    "question",
    "suggestion",
    "meeting",
    "submission",
    "measure",
    "recheck",
    "handover",
    "pledge",
    "deadline",
    "inspection",
)


def _tell(*kinds: str) -> None:
    """Which kinds of notification there are."""
    name = op.f("ck_notification_notification_kind")
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("notification") as batch_op:
        batch_op.drop_constraint(name, type_="check")
        batch_op.create_check_constraint(name, f"kind IN ({listed})")


def upgrade() -> None:
    """Nothing was told before."""
    _tell(*KINDS, "package")


def downgrade() -> None:
    """The messages are lost; the packages have pages of their own."""
    op.execute("DELETE FROM notification WHERE kind = 'package'")
    _tell(*KINDS)
