"""对照: the measures of a plan beside what was handed in before, and beside the year before."""
