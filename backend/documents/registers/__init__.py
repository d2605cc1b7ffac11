"""登记汇总表: one department or the whole college, one year, on paper or as a workbook."""
