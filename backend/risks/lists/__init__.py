"""The office's lists: ways of finding, and schemes of categories."""
