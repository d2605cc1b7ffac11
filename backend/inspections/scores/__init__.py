"""年度检查考核: a department's self-score, the inspectors' score, objection and confirmation."""
