"""异议: what somebody of the audience says against an announcement, and what is decided on it."""
