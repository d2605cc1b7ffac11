"""Filled official forms in: read, compared with what is stored, applied through the ordinary actions."""
