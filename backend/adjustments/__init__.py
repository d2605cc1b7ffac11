"""动态调整: what a change touches is looked at again."""
