"""公开: powers and their flows made public, to society (opinion.txt line 70).

Not 公示, which is an internal notice with objections (requirements D13): see docs/decisions/0023-portal.md.
"""
