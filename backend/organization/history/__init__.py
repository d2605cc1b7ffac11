"""沿革: what posts and units were called, and where they belonged, on an earlier day."""
