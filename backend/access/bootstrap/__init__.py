"""The first administrators of an installation."""
