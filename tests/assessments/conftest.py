"""Sheets at hand in every test of this folder."""

from tests.assessments.sheets import approved, submitted
from tests.risks.sheets import sheet, wang

__all__ = ["approved", "sheet", "submitted", "wang"]
