"""待办（部门与办公室）: what a department owes, and what waits at the office."""
