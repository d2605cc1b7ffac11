"""The standard offered to start from, made of the opinion's own duties."""
