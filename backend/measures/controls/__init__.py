"""Single measures and what they say."""
