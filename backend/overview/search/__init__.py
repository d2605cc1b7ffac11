"""Search over what the caller may see; warnings and people's cases are never found here."""
