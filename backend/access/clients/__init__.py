"""API clients of campus systems and the token endpoint (RFC 6749 client credentials)."""
