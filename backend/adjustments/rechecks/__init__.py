"""复核任务: what is looked at again."""
