"""The opening of a year's inspection."""
