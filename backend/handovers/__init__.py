"""岗位交接: what a new holder of a post takes over."""
