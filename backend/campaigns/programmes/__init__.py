"""Campaigns and the documents that govern them."""
