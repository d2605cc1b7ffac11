"""Uploaded files handed back with what was found in them."""
