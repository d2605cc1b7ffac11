"""纪律作风监督检查记录: who went where, how, and what was found."""
