"""监督检查发现的问题: raised, answered by the department, accepted or returned."""
