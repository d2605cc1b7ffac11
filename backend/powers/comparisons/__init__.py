"""对照: 附件一 beside what was handed in before, and beside the year before."""
