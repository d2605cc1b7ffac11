"""Later due instants, on record."""
