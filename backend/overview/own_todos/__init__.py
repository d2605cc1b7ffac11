"""待办（本人）: what waits for one person because of his posts and sheets."""
