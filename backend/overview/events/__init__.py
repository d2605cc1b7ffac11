"""The journal read back: the timeline of one thing, and the audit trail with its hash chain."""
