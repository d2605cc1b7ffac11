"""流程模板: flows to begin with, written for the eleven key areas, and the college's own."""
