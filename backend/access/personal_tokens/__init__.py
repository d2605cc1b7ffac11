"""Personal tokens for scripts."""
