"""Who owes what: every deliverable of every department that owes it."""
