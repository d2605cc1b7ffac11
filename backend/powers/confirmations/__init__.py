"""逐项确认: every power is confirmed one by one."""
