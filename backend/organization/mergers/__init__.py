"""部门合并: one unit becomes part of another."""
