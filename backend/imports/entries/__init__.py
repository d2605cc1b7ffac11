"""What was read from a file, as the entries that are compared and applied."""
