"""Answers that somebody else judges."""
