"""The two self-check tables of the handout: of today, or of a year as it was."""
