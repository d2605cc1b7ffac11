"""领导小组与工作小组: groups and their members."""
