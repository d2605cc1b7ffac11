"""Default Word templates of the official forms; a college may replace them by its own."""
