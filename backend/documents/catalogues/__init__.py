"""附件一: of today, or of a year as it was signed."""
