"""The token endpoint of API clients (RFC 6749 client credentials) and the public keys."""
