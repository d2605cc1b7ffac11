"""Flows read from the files of other tools; what becomes of them is up to the person who looks at them."""
