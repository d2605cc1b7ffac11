"""The plans every test of this room starts from."""

from tests.measures.plans import approved, chen, done, li, measure, office, plan, point_id, wang

__all__ = ["approved", "chen", "done", "li", "measure", "office", "plan", "point_id", "wang"]
