"""评估: likelihood and consequence to level; the level of a position."""
