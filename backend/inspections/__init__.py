"""检查评估考核: findings, check standards, the year's inspections with scores, records of discipline inspections."""
