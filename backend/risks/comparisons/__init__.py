"""对照: a sheet beside what was handed in before, and beside the year before."""
