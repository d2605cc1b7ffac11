"""To-dos of 检查评估考核."""
