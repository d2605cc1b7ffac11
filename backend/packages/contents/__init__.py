"""What goes into a package, read through the clauses of the rooms it comes from."""
