"""Sheets at hand in every test of this folder."""

from tests.risks.sheets import sheet, wang

__all__ = ["sheet", "wang"]
