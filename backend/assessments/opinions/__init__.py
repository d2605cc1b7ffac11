"""群众意见: what was said, and whether it was adopted and why."""
