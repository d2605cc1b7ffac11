"""检查评估标准: what is looked at, with how many points, in which way."""
