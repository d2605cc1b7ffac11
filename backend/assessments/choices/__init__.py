"""定级规则的沿革: which pack was adopted when, and from which year on it decides."""
