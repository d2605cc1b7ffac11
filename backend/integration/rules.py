"""What other systems may pull, and how an operation is named."""

from backend.access.policy import Permission
from backend.kit.terms import Term


class FeedKind(Term):
    """Object types in the feed; warnings, reviews and accounts never leave. Measures leave once they are approved."""

    work_year = "work_year", "年度"
    department = "department", "部门"
    regulation = "regulation", "制度依据"
    person = "person", "人员"
    position = "position", "岗位"
    appointment = "appointment", "任职"
    power = "power", "职权"
    power_catalogue = "power_catalogue", "职权目录"
    risk_inventory = "risk_inventory", "排查表"
    risk_point = "risk_point", "风险点"
    measure = "measure", "防控措施"


class Operation(Term):
    """What a client has to do with its copy."""

    upsert = "upsert", "新增或更新"
    delete = "delete", "删除"
    left_scope = "left_scope", "移出可见范围"


K, P = FeedKind, Permission
READ_PERMISSION: dict[FeedKind, Permission] = {
    K.work_year: P.changes_read,
    K.department: P.organization_read,
    K.regulation: P.regulations_read,
    K.person: P.people_read,
    K.position: P.organization_read,
    K.appointment: P.people_read,
    K.power: P.powers_read,
    K.power_catalogue: P.powers_read,
    K.risk_inventory: P.risks_read,
    K.risk_point: P.risks_read,
    K.measure: P.measures_read,
}
WIDE = frozenset({K.work_year, K.regulation})
"""Kinds that belong to the whole college: a client confined to one department gets them all, as everybody does."""
PERSONAL = frozenset({K.person, K.appointment})
"""Kinds that are about people: only for callers with access to personal data."""

FEED_BATCH = 5_000
SNAPSHOT_CHUNK = 1_000
