"""通知: to departments, signed for by each of them, read by each person."""
