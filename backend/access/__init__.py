"""身份与权限: users, sessions, tokens, API clients, and the one permission table."""
