"""How many risk points of which level a post has, year by year."""
