"""考核结果运用: the year's result as the two other assessments take it."""
