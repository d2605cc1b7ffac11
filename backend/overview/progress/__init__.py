"""排查进度: the seven steps of finding (handout.txt line 250) in every department, and whom to nudge."""
