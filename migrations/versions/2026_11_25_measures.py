"""measures"""

revision = "2026_11_25_measures"
down_revision = "2026_11_25_public_opinions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Filled in by the room."""


def downgrade() -> None:
    """Filled in by the room."""
