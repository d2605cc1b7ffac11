"""会议: who met when, who was there, and what was decided."""
