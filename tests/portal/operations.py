"""The operations of the portal for the permission matrix."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.models import User
from backend.access.policy import Permission
from backend.kit.rows import insert_row
from backend.kit.table import now, table_of, today
from backend.portal.queries import PUBLIC_POWERS, PUBLICATIONS
from backend.portal.rules import public_steps
from backend.portal.sources.queries import live_words
from backend.powers.queries import POWERS
from tests.access.matrix import Operation, Scene
from tests.portal.publishing import add_signed_power

READ = Permission.publications_read


def add_listed_power(session: Session, scene: Scene) -> int:
    """A power that must be published; its id."""
    known = session.execute(sa.select(sa.func.count()).select_from(POWERS)).scalar_one()
    return add_signed_power(session, scene.department_id, f"P{known + 1:03d}")


def add_publication(session: Session, scene: Scene, **changes: Any) -> int:
    """A draft somebody else wrote."""
    power_id = add_listed_power(session, scene)
    live = live_words(session, [power_id])[power_id]
    users = table_of(User)
    others = sa.select(sa.func.min(users.c.id)).where(users.c.id.not_in([scene.user_id, scene.caller_id]))
    row = {
        "power_id": power_id,
        "code": f"T{power_id}",
        "edition": 1,
        "state": "draft",
        "channel": "college",
        **live,
        "source": live,
        "is_changed": False,
        "confirmed": [],
        "prepared_by_id": session.execute(others).scalar_one(),
        "prepared_by_name": "李联络",
        "released_by_name": "",
        "withdrawn_by_name": "",
        "withdraw_reason": "",
        "version": 1,
        "created_at": now(),
        "updated_at": now(),
    }
    return insert_row(session, PUBLICATIONS, row | changes)


def add_outdated(session: Session, scene: Scene) -> int:
    """A draft whose power was renamed meanwhile."""
    publication_id = add_publication(session, scene)
    power_id = sa.select(PUBLICATIONS.c.power_id).where(PUBLICATIONS.c.id == publication_id).scalar_subquery()
    session.execute(sa.update(POWERS).where(POWERS.c.id == power_id).values(name="教材选用与征订"))
    return publication_id


def add_released(session: Session, scene: Scene) -> int:
    """It is public."""
    publication_id = add_publication(session, scene, state="released", released_at=now())
    row = session.execute(sa.select(PUBLICATIONS).where(PUBLICATIONS.c.id == publication_id)).mappings().one()
    copied = ("code", "edition", "channel", "name", "wording", "basis", "handling_body", "unit", "closes_on")
    frozen = {name: row[name] for name in copied} | {
        "publication_id": publication_id,
        "is_live": True,
        "published_on": today() - timedelta(days=3),
        "steps": public_steps(row["steps"]),
        "picture": "<svg/>",
        "dark_picture": "<svg/>",
        "content_hash": "a" * 64,
    }
    insert_row(session, PUBLIC_POWERS, frozen)
    return publication_id


OPERATIONS = (
    Operation(
        "list_publications", "/publications", arrange=add_listed_power, lists="target_id", knows_owner=False
    ),
    Operation(
        "create_publication",
        "/publications",
        arrange=add_listed_power,
        body=lambda scene: {"power_id": scene.target_id},
        sees=Permission.powers_read,
        outside=422,
        knows_owner=False,
    ),
    Operation("summarize_publications", "/publications/summary", is_about_row=False),
    Operation(
        "get_publication", "/publications/{target_id}", arrange=add_publication, knows_owner=False
    ),
    Operation(
        "get_publication_picture",
        "/publications/{target_id}/flow.svg",
        arrange=add_publication,
        knows_owner=False,
    ),
    Operation(
        "update_publication",
        "/publications/{target_id}",
        arrange=add_publication,
        body=lambda scene: {"wording": "按学期组织教材的征订与选用"},
        sees=READ,
        knows_owner=False,
    ),
    Operation(
        "renew_publication",
        "/publications/{target_id}/renewal",
        arrange=add_outdated,
        sees=READ,
        knows_owner=False,
    ),
    Operation(
        "discard_publication",
        "/publications/{target_id}/discard",
        arrange=add_publication,
        sees=READ,
        knows_owner=False,
    ),
    Operation(
        "release_publication",
        "/publications/{target_id}/release",
        arrange=add_publication,
        body=lambda scene: {"confirmed": []},
        sees=READ,
        knows_owner=False,
    ),
    Operation(
        "withdraw_publication",
        "/publications/{target_id}/withdrawal",
        arrange=add_released,
        body=lambda scene: {"reason": "流程正在调整，修订后重新公开。"},
        sees=READ,
        knows_owner=False,
    ),
)
