"""对照: what is reviewed beside what was handed in before, and beside the year before."""
