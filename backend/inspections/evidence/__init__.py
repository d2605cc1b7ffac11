"""What the product already knows about an item of a department's inspection."""
