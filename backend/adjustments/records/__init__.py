"""调整备案: what changed, and that it is on file."""
