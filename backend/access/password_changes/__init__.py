"""Choosing a new password: with the old one, or with a one-time token."""
