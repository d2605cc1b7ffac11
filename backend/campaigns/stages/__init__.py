"""The ordered stages of a campaign."""
