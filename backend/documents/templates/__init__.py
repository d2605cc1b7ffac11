"""The college's own Word templates: uploaded, checked, adopted, withdrawn (forms.md §1.3)."""
