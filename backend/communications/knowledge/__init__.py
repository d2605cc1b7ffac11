"""经验与答疑: what the office shares with everybody."""
