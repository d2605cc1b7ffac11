"""班子定: what a meeting of the leadership decided about points and posts, many at once."""
