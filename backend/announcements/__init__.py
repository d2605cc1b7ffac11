"""公示: an internal notice of the consolidated register, with objections (handout.txt line 250).

Not 公开, which is for society (requirements D13).
"""
