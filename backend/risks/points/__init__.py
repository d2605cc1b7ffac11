"""The register of all risk points."""
