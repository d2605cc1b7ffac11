"""risk suggestions"""

revision = "2026_11_25_risk_suggestions"
down_revision = "2026_11_25_power_catalogues"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Filled in by the room."""


def downgrade() -> None:
    """Filled in by the room."""
