"""制度建设 leaves a new rule or a new edition, made after the measure was approved (opinion.txt line 65)."""

from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from fastapi.testclient import TestClient
from httpx import Response
from sqlmodel import Session

from backend.kit.table import now, today
from backend.measures.queries import MEASURES as TABLE
from backend.regulations.queries import REVISIONS
from backend.regulations.rules import RegulationStatus
from tests.measures.plans import API, MEASURES, made, prove, send
from tests.regulations.operations import add_regulation

REVISION = {"effective_on": str(today()), "changes": "限额调整", "text": "第八条 五万元以上验收。"}
LONG_AGO = now() - timedelta(days=400)
Found = dict[str, Any]


def make_rule(session: Session, measure: Found, action: str, **changes: Any) -> None:
    """Makes the approved measure one of kind rule."""
    values = {"kind": "rule", "rule_action": action} | changes
    session.execute(sa.update(TABLE).where(TABLE.c.id == measure["id"]).values(**values))
    session.commit()


def enacted(session: Session, title: str, effective_on: date, recorded_at: datetime) -> int:
    """A rule whose first edition holds since a day and was recorded at an instant."""
    rule = add_regulation(session, title=title, number="")
    edition = sa.update(REVISIONS).where(REVISIONS.c.regulation_id == rule)
    session.execute(edition.values(effective_on=effective_on, recorded_at=recorded_at))
    return rule


def finish(client: TestClient, measure: Found, body: Any = None) -> Response:
    return send(client, f"{MEASURES}/{measure['id']}/completion", body or {})


def revise(office: TestClient, rule: int) -> None:
    made(send(office, f"{API}/regulations/{rule}/revisions", REVISION))


def test_a_new_rule_ends_in_the_library(session: Session, wang: TestClient, approved: Found) -> None:
    draft = add_regulation(session, RegulationStatus.drafting, title="教材验收细则", number="")
    old = enacted(session, "教材验收办法", date(2019, 3, 1), now())
    known = enacted(session, "教材管理办法", today(), LONG_AGO)
    fresh = enacted(session, "教材验收实施细则", today(), now())
    make_rule(session, approved, "new", rule_title="教材验收细则")
    prove(wang, approved["id"])
    for body, code in (
        ({}, "missing"),
        ({"regulation_id": draft}, "not-in-force"),
        ({"regulation_id": old}, "older"),
        ({"regulation_id": known}, "older"),
        ({"regulation_id": 999_999}, "unknown"),
    ):
        answer = finish(wang, approved, body)
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, code)
    finished = made(finish(wang, approved, {"regulation_id": fresh}))
    assert (finished["regulation_id"], finished["regulation_title"]) == (fresh, "教材验收实施细则")


def test_a_new_edition_of_an_old_rule_is_no_new_rule(
    session: Session, wang: TestClient, office: TestClient, approved: Found
) -> None:
    rule = enacted(session, "教材管理办法", date(2024, 1, 1), LONG_AGO)
    make_rule(session, approved, "new", rule_title="教材验收细则")
    revise(office, rule)
    prove(wang, approved["id"])
    answer = finish(wang, approved, {"regulation_id": rule})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "older")


def test_a_rule_to_be_amended_has_a_new_edition(
    session: Session, wang: TestClient, office: TestClient, approved: Found
) -> None:
    rule, other = add_regulation(session), add_regulation(session, number="示院资〔2024〕5号")
    make_rule(session, approved, "amend", regulation_id=rule)
    prove(wang, approved["id"])
    revise(office, other)
    refused = finish(wang, approved)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/not-revised")
    assert "制度库" in refused.json()["detail"]
    revise(office, rule)
    assert made(finish(wang, approved))["state"] == "done"


def test_a_revision_of_before_the_approval_is_not_its_result(
    session: Session, wang: TestClient, office: TestClient, approved: Found
) -> None:
    rule = add_regulation(session)
    session.commit()
    revise(office, rule)
    make_rule(session, approved, "amend", regulation_id=rule, approved_at=now())
    prove(wang, approved["id"])
    answer = finish(wang, approved)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/not-revised")


def test_what_was_carried_on_counts_from_its_first_approval(
    session: Session, wang: TestClient, office: TestClient, approved: Found
) -> None:
    """The rule was amended when the old year was closed and the new plan not approved yet."""
    rule = add_regulation(session)
    before = dict(session.execute(sa.select(TABLE).where(TABLE.c.id == approved["id"])).mappings().one())
    old = sa.insert(TABLE).values(before | {"id": before["id"] + 1, "ordinal": 99}).returning(TABLE.c.id)
    carried_from = session.execute(old).scalar_one()
    session.commit()
    revise(office, rule)
    changes = {"regulation_id": rule, "approved_at": now(), "carried_from_id": carried_from}
    make_rule(session, approved, "amend", **changes)
    prove(wang, approved["id"])
    assert made(finish(wang, approved))["state"] == "done"


def test_a_rule_that_is_only_enforced_needs_no_edition(
    session: Session, wang: TestClient, approved: Found
) -> None:
    make_rule(session, approved, "enforce", regulation_id=add_regulation(session))
    prove(wang, approved["id"])
    assert made(finish(wang, approved))["state"] == "done"
