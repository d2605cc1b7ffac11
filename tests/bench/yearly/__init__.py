"""The college of a whole year of work: what its cockpits take, and the day on which everybody hands in."""
