"""The tables of the room, and who judges and who answers for a department."""

from typing import Any

import sqlalchemy as sa

from backend.access.authorize import Actor, Scope
from backend.access.policy import Permission
from backend.inspections.models import (
    CheckStandard,
    DisciplineInspection,
    FindingAnswer,
    FindingFile,
    InspectedDepartment,
    Inspection,
    InspectionFinding,
    InspectionScore,
    PublicAppraisal,
    StandardItem,
)
from backend.kit.table import table_of
from backend.organization.queries import within

FINDINGS, ANSWERS, FILES, VISITS, VISITED = (
    table_of(model)
    for model in (InspectionFinding, FindingAnswer, FindingFile, DisciplineInspection, InspectedDepartment)
)

STANDARDS, ITEMS, INSPECTIONS, SCORES, APPRAISALS = (
    table_of(model) for model in (CheckStandard, StandardItem, Inspection, InspectionScore, PublicAppraisal)
)


def charged(actor: Actor, permission: Permission) -> Scope:
    """The departments the caller has in charge one by one: a reach over the school is nobody's own duty."""
    return Scope(departments=actor.reach(permission).departments)


def answers_for(actor: Actor, department: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    """Whether the actor is head or liaison of a finding's department: he answers it and never judges it."""
    return within(charged(actor, Permission.findings_reply), department)


def settles_any(actor: Actor) -> bool:
    """The office settles what others raised; everybody else only what he raised himself."""
    return actor.reach(Permission.inspections_write).school
