"""What becomes of plans and measures when a department merges into another."""
