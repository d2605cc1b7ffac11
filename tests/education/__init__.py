"""Pledges of those who hold posts."""
