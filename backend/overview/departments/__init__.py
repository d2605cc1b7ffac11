"""部门一览: the departments of a leader, each with what counts about it."""
