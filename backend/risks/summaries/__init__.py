"""登记汇总: the consolidated register of a department or the college in one year."""
