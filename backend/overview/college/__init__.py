"""全院进展: the stages of the year's campaign, what is overdue, quality, levels and their trend."""
