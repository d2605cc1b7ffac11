"""Yearly plans of measures."""
