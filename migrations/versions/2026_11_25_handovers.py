"""handovers"""

revision = "2026_11_25_handovers"
down_revision = "2026_11_25_adjustments"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Filled in by the room."""


def downgrade() -> None:
    """Filled in by the room."""
