"""The Python client of the API, and `python -m backend load …` built on it. Talks HTTP; imports no room."""

from backend.loader.client import ApiError, Client
from backend.loader.command import main

__all__ = ["ApiError", "Client", "main"]
