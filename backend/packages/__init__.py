"""材料包: all official forms of a department or the college, or everything an inspection asks for, as one file."""
