"""The operations of education for the permission matrix."""

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.policy import Permission
from backend.education.pledges.actions import sign_at_handover
from backend.education.pledges.queries import PLEDGES
from backend.education.rules import PledgeRenewal
from backend.education.wordings.queries import WORDINGS
from backend.kit.rows import insert_row
from backend.kit.table import now
from backend.organization.queries import APPOINTMENTS
from tests.access.matrix import Operation, Scene

TEXT = "本人郑重承诺，依法依规履行岗位职责，自觉接受各方面的监督。"


def publish(session: Session) -> None:
    """A wording for everybody, number 1."""
    more = {"published_by_name": "纪委办", "published_at": now(), "renewal": PledgeRenewal.yearly}
    session.execute(sa.delete(WORDINGS))
    insert_row(session, WORDINGS, {"number": 1, "text": TEXT, "tier": None} | more)


def add_duty(session: Session, scene: Scene) -> int:
    """The scene's holder is asked to sign for the scene's post."""
    publish(session)
    held = sa.select(APPOINTMENTS.c.id).where(
        APPOINTMENTS.c.position_id == scene.position_id, APPOINTMENTS.c.person_id == scene.person_id
    )
    return int(session.execute(held.limit(1)).scalar_one())


def add_pledge(session: Session, scene: Scene) -> int:
    """And has signed."""
    appointment_id = add_duty(session, scene)
    sign_at_handover(session, appointment_id, {"number": 1, "text": TEXT, "renewal": PledgeRenewal.yearly})
    signed = sa.select(PLEDGES.c.id).where(PLEDGES.c.appointment_id == appointment_id)
    return int(session.execute(signed).scalar_one())


def add_unsigned(session: Session, scene: Scene) -> int:
    """The same; whoever else holds a post of the department does not matter."""
    add_duty(session, scene)
    return scene.department_id


OPERATIONS = (
    Operation("list_pledge_texts", "/pledge-texts", is_about_row=False),
    Operation("get_current_pledge_text", "/pledge-texts/current", is_about_row=False),
    Operation("publish_pledge_text", "/pledge-texts", body=lambda _: {"text": TEXT}, is_about_row=False),
    Operation("list_pledge_duties", "/pledge-duties", arrange=add_duty, lists="target_id", is_owners=True),
    Operation("get_pledge_counts", "/pledge-duties/counts", is_about_row=False),
    Operation("get_pledge_duty", "/pledge-duties/{target_id}", arrange=add_duty, is_owners=True),
    Operation(
        "sign_pledge",
        "/pledge-duties/{target_id}/signature",
        arrange=add_duty,
        body=lambda _: {"text_number": 1, "pledges": True},
        sees=Permission.pledges_read,
    ),
    Operation(
        "list_pledge_shares",
        "/pledge-shares",
        arrange=add_unsigned,
        shows=lambda answer, scene: scene.department_id in {one["department_id"] for one in answer["items"]},
        knows_owner=False,
    ),
    Operation("list_pledges", "/pledges", arrange=add_pledge, lists="target_id", is_owners=True),
    Operation("get_pledge", "/pledges/{target_id}", arrange=add_pledge, is_owners=True),
)
