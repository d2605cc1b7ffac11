"""Fixtures of the room."""

from tests.powers.catalogue import power

__all__ = ["power"]
