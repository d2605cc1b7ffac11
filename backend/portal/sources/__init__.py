"""What the house itself says of a power: the allowed part of it, and what of it was signed."""
