"""working groups"""

revision = "2026_11_25_working_groups"
down_revision = "2026_11_25_longer_remarks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Filled in by the room."""


def downgrade() -> None:
    """Filled in by the room."""
