"""质量目标记分卡: a year's results by the six quality goals, department by department."""
