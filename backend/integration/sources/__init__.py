"""What leaves through the feed: one source a kind."""
