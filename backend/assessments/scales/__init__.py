"""本校量表: the college's own rule pack for position levels, as data with versions."""
