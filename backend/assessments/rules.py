"""Terms of assessment. The rules themselves follow opinion.txt lines 48–53."""

from backend.kit.terms import Term


class AssessmentStep(Term):
    """opinion.txt line 55: 个人找、互相查、部门审、群众评、班子定."""

    self_check = "self_check", "个人找"
    peer_check = "peer_check", "互相查"
    department_review = "department_review", "部门审"
    public_comment = "public_comment", "群众评"
    leadership_decision = "leadership_decision", "班子定"
