"""What follows from events of other rooms."""

from collections.abc import Sequence

from sqlmodel import Session

from backend.inspections.findings.rules import UNSETTLED
from backend.inspections.queries import FINDINGS
from backend.kit.journal import Happening
from backend.organization.actions import move_rows


def follow(session: Session, happenings: Sequence[Happening]) -> None:
    """What a merged unit has still to correct, the unit that took its work over has to."""
    for item in happenings:
        if item.action == "department.merged":
            waiting = FINDINGS.c.state.in_(UNSETTLED)
            move_rows(session, "finding", FINDINGS, waiting, item.subject.id, item.details["into_id"])
