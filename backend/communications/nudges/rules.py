"""Terms of nudges."""

from datetime import timedelta

from backend.kit.terms import Term


class NudgeTarget(Term):
    """What is late. Rooms further down are known here by name only."""

    deliverable = "deliverable", "报送材料"
    power_catalogue = "power_catalogue", "职权目录"
    risk_inventory = "risk_inventory", "排查表"
    review = "review", "审核"
    assessment = "assessment", "评估"
    measure = "measure", "防控措施"
    recheck = "recheck", "复核任务"
    handover = "handover", "岗位交接"
    pledge = "pledge", "岗位廉政承诺"
    notice = "notice", "通知签收"
    question = "question", "咨询"
    other = "other", "其他事项"


class NudgeAudience(Term):
    """Whom in the department it is for."""

    officers = "officers", "负责人和联络员"
    head = "head", "部门负责人"
    liaison = "liaison", "联络员"
    person = "person", "个人"


QUIET_TIME = timedelta(hours=24)
"""No second nudge about the same thing before this has passed."""
