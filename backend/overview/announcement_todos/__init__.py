"""What announcements ask of those who made them."""
