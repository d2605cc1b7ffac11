"""Comments on the cells of a sheet under review."""
