"""The plans of measures, at hand in every test of this folder."""

from tests.measures.plans import approved, chen, done, li, measure, office, plan, point_id, wang

__all__ = ["approved", "chen", "done", "li", "measure", "office", "plan", "point_id", "wang"]
