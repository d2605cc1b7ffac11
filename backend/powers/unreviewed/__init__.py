"""Flows whose review is missing or out of date (opinion.txt line 63)."""
