"""The public side: frozen projections, read by anybody without signing in."""
