"""找、防、控: how far each risk point has come."""
