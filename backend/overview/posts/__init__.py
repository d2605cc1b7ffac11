"""我的岗位: one's own posts, the year's sheet of each, and what happened to it."""
