"""What becomes of submissions when a department merges into another."""
