"""消息: the inbox of each user, and mail."""
