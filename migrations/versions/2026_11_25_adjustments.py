"""adjustments"""

revision = "2026_11_25_adjustments"
down_revision = "2026_11_25_measures"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Filled in by the room."""


def downgrade() -> None:
    """Filled in by the room."""
