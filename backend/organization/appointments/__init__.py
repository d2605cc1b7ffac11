"""任职: who holds which post over which period."""
