"""A meeting on which a decision of the leadership rests can be corrected no more."""

from fastapi.testclient import TestClient
from sqlmodel import Session

from tests.assessments.test_decide_levels import Sheet, held, item, office, record, sheet
from tests.risks.sheets import events_of

__all__ = ["held", "office", "sheet"]


def test_the_meeting_stays_as_it_was(session: Session, office: TestClient, held: int, sheet: Sheet) -> None:
    """Date, attendance and minutes are part of what was decided; further decisions of the same meeting are recorded."""
    path = f"/api/v1/meetings/{held}"
    before = office.get(path).json()
    assert before["state"] == "held"
    assert record(office, held, items=[item(sheet)]).status_code == 201
    after = office.get(path).json()
    assert (after["state"], after["allowed_actions"]) == ("filed", [])
    changed = office.patch(path, json={"title": "另一次会议"}, headers={"If-Match": "now"})
    assert (changed.status_code, office.get(path).json()) == (409, after)
    assert record(office, held, items=[item(sheet, 1)]).status_code == 201
    assert events_of(session, "meeting").count("meeting.filed") == 1


def test_a_refused_decision_leaves_the_meeting_open(office: TestClient, held: int, sheet: Sheet) -> None:
    assert record(office, held, items=[item(sheet) | {"risk_point_id": 999_999}]).status_code == 422
    assert office.get(f"/api/v1/meetings/{held}").json()["state"] == "held"
