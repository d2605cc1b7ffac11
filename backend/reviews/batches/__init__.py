"""Many decisions in one go."""
