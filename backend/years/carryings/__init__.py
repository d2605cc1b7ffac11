"""沿用: what of last year goes on."""
