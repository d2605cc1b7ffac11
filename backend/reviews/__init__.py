"""审核链: chains as data, reviews and their decisions."""
