"""What is done about a measure: progress with evidence, completion, checks of the effect."""
