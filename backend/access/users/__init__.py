"""Accounts and their grants, kept by two different administrators."""
