"""Reads filled official forms out of Word files; no database, no HTTP (forms.md §2)."""
