"""Ctrl+K finds of every kind what its own list shows the caller, and for nobody outside anything of it."""

from dataclasses import replace
from typing import Any, NamedTuple

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from sqlmodel import Session

from backend.access.policy import POLICY, Permission
from backend.access.rules import Role
from backend.campaigns.queries import CAMPAIGNS, DELIVERABLES
from backend.communications.meetings.queries import MEETINGS
from backend.communications.notices.queries import NOTICES
from backend.communications.questions.queries import KNOWLEDGE, MESSAGES, QUESTIONS
from backend.kit.rows import insert_row
from backend.kit.table import now
from backend.main import api_routes, guard_of
from backend.measures.queries import MEASURES, RISKS
from backend.organization.queries import DEPARTMENTS, POSITIONS
from backend.overview.search.queries import LISTS, SOURCES
from backend.powers.queries import POWERS
from backend.regulations.queries import REGULATIONS
from backend.risks.queries import POINTS
from tests.access.cells import Crowd, call, cells, registered, rolled_back, set_up, sign_in_again
from tests.access.matrix import CLIENT, Operation, Scene, expected, is_listed
from tests.access.test_permission_matrix import crowd, database, stage
from tests.campaigns.arranged import add_deliverable
from tests.communications.meeting_operations import add_meeting
from tests.communications.notice_operations import add_notice
from tests.communications.question_operations import add_knowledge, add_question
from tests.measures.operations import add_planned
from tests.powers.operations import add_post_power
from tests.regulations.operations import in_force

__all__ = ["crowd", "database", "stage"]
TITLE, BODY = "鸿雁传书", "青鸟殷勤"
"""Words that stand in the title of one thing of each kind, and in its text, and nowhere else."""
OPERATIONS = {operation.name: operation for operation in registered()}
ROUTES = {route.name: route for route in api_routes()}


class Kind(NamedTuple):
    """What the search finds: whose list shows the same, and where its words stand."""

    list: str
    table: sa.Table
    title: str
    body: str
    is_searched_in_body: bool = False


KINDS = {
    "department": Kind("list_departments", DEPARTMENTS, "name", "duties"),
    "position": Kind("list_positions", POSITIONS, "name", "duties"),
    "power": Kind("list_powers", POWERS, "name", "content", True),
    "risk_point": Kind("list_risk_points", POINTS, "name", "manifestation", True),
    "deliverable": Kind("list_deliverables", DELIVERABLES, "name", "instructions"),
    "campaign": Kind("list_campaigns", CAMPAIGNS, "name", "document_text"),
    "regulation": Kind("list_regulations", REGULATIONS, "title", "text"),
    "meeting": Kind("list_meetings", MEETINGS, "title", "minutes"),
    "notice": Kind("list_notices", NOTICES, "title", "body"),
    "question": Kind("list_questions", QUESTIONS, "title", ""),
    "knowledge": Kind("list_knowledge", KNOWLEDGE, "title", "answer", True),
    "measure": Kind("list_measures", MEASURES, "title", "content", True),
}
PAIRS = [pair for pair in cells(is_about_row=True) if pair[0] != CLIENT]


def test_every_kind_is_tried() -> None:
    assert set(KINDS) == {name for name, *_ in (*SOURCES, *LISTS)}


def _things(session: Session, scene: Scene) -> dict[str, int]:
    """One thing of every kind in the department and at the post of the scene, with the two words in it."""
    deliverable_id, measure_id = add_deliverable(session, scene), add_planned(session, scene)
    campaign = sa.select(DELIVERABLES.c.campaign_id).where(DELIVERABLES.c.id == deliverable_id)
    point = sa.select(RISKS.c.risk_point_id).where(RISKS.c.measure_id == measure_id)
    made = {
        "department": scene.department_id,
        "position": scene.position_id,
        "power": add_post_power(session, scene),
        "risk_point": session.execute(point).scalar_one(),
        "deliverable": deliverable_id,
        "campaign": session.execute(campaign).scalar_one(),
        "regulation": in_force(session, scene),
        "meeting": add_meeting(session, scene),
        "notice": add_notice(session, scene),
        "question": add_question(session, scene),
        "knowledge": add_knowledge(session, scene),
        "measure": measure_id,
    }
    for name, kind in KINDS.items():
        words: dict[str, Any] = {kind.title: TITLE}
        if kind.body:
            words[kind.body] = [BODY] if kind.body == "duties" else BODY
        session.execute(sa.update(kind.table).where(kind.table.c.id == made[name]).values(**words))
    said = {"question_id": made["question"], "is_answer": False, "body": BODY, "author_id": scene.user_id}
    insert_row(session, MESSAGES, said | {"author_name": "联络员", "written_at": now()})
    session.flush()
    session.expire_all()
    return made


def _asked(text: str) -> Operation:
    """The search for these words."""
    words = {"params": {"q": text}}
    return replace(OPERATIONS["search_everything"], arrange=None, request=lambda _: words)


def _seen(operation: Operation, role: Role | str, relation: Any) -> bool:
    """Whether the list of the kind's own room shows it to such a caller."""
    guard = guard_of(ROUTES[operation.name])
    assert guard is not None
    if not operation.is_about_row:
        return isinstance(role, Role) and guard.permission in POLICY[role]
    return is_listed(operation, guard.permission, role, relation)


@pytest.mark.parametrize(("role", "relation"), PAIRS, ids=str)
def test_only_who_may_see_it_finds_it(
    role: Role, relation: Any, app: FastAPI, session: Session, crowd: Crowd
) -> None:
    caller = crowd.callers[role, relation]
    sign_in_again(session)
    found: dict[str, set[tuple[str, int]]] = {}
    with rolled_back(session):
        scene = set_up(session, crowd, caller, _asked(TITLE), app.state.settings.data_dir)
        made = _things(session, scene)
        for text in (TITLE, BODY):
            asked = _asked(text)
            answer = call(app, ROUTES[asked.name], asked, caller.token(app), scene)
            if expected(asked, Permission.overview_read, role, relation) == 403:
                assert answer.status_code == 403, answer.text
                return
            assert answer.status_code == 200, answer.text
            found[text] = {(hit["kind"], hit["id"]) for hit in answer.json()["items"]}
    seen = {name for name, kind in KINDS.items() if _seen(OPERATIONS[kind.list], role, relation)}
    assert found[TITLE] == {(name, made[name]) for name in seen}
    assert found[BODY] == {(name, made[name]) for name in seen if KINDS[name].is_searched_in_body}


def test_the_callers_are_inside_and_outside() -> None:
    """For every kind somebody finds it; and of everything that is some department's, somebody does not."""
    searchers = [pair for pair in PAIRS if Permission.overview_read in POLICY[Role(pair[0])]]
    for name, kind in KINDS.items():
        seen = {_seen(OPERATIONS[kind.list], role, relation) for role, relation in searchers}
        is_everybodys = name in {"deliverable", "campaign", "regulation", "knowledge"}
        assert seen == ({True} if is_everybodys else {True, False}), name
