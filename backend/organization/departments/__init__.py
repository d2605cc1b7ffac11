"""部门: the tree of units."""
