"""咨询: threads between a department and the office."""
