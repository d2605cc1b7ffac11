"""Terms of discipline inspections; opinion.txt line 69 (纪律作风监督检查) and line 83."""

from backend.kit.terms import Term


class VisitWay(Term):
    """How it was inspected."""

    announced = "announced", "明察"
    unannounced = "unannounced", "暗访"
    special = "special", "专项检查"
    spot = "spot", "随机抽查"
    records = "records", "查阅资料"
    other = "other", "其他"
