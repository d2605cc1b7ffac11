"""power catalogues"""

revision = "2026_11_25_power_catalogues"
down_revision = "2026_11_25_review_chains"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Filled in by the room."""


def downgrade() -> None:
    """Filled in by the room."""
