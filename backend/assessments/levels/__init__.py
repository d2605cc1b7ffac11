"""岗位风险等级: the second level of opinion.txt line 48, computed from power size and risk points."""
