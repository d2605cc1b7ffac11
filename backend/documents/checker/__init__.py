"""Looks a college's own Word template through before it fills a form (forms.md §1.3)."""
