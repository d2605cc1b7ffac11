"""历次版本对照: one version of a flow beside another."""
