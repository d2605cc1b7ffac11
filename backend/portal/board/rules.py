"""How often one address may ask."""

from typing import Final

WINDOW_SECONDS: Final = 600
READS_PER_ADDRESS: Final = 3000
"""A whole campus may stand behind one address."""
IMAGES_PER_ADDRESS: Final = 60
"""Pictures in pixels are drawn for each caller."""
