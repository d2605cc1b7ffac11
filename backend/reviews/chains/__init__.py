"""The ways sheets go, in words."""
