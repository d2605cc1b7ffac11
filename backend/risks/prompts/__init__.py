"""What to look for, tier by tier, in the words of the sources."""
