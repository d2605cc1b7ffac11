"""岗位: posts, whose risk level is computed and never typed."""
