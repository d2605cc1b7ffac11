"""public opinions"""

revision = "2026_11_25_public_opinions"
down_revision = "2026_11_25_risk_suggestions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Filled in by the room."""


def downgrade() -> None:
    """Filled in by the room."""
