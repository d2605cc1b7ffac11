"""Official forms out: filled Word documents in the official layout."""
