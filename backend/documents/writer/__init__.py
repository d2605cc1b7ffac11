"""Fills Word templates with official forms; no database, no HTTP (forms.md §1)."""
