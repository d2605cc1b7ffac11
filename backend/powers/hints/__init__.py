"""What the product notices in a flow: hints with their reason, never verdicts."""
