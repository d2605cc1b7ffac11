"""What the caller has to do next, computed from the state of things; nothing is stored."""
