"""批量载入: one engine that upserts departments, people and positions by their campus key."""
