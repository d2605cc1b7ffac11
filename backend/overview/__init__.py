"""总览: workbench, to-dos, search, timeline and audit, read from all rooms above."""
