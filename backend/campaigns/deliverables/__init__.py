"""What departments hand in, until when."""
