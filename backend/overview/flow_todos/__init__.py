"""To-dos of flows to be drawn anew."""
