"""What becomes of sheets, points and suggestions when a department merges into another."""
