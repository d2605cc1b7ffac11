"""Years of work, open or closed."""
