"""Why a flow waits for a review."""

from backend.kit.terms import Term


class ReviewGap(Term):
    """The gravest reason of a flow; one that was changed and whose checklist is old counts as changed."""

    never = "never", "从未审查"
    changed = "changed", "审查后有修改"
    old_checklist = "old_checklist", "审查清单已更新"
