"""Reads shared by the resources of access: grants with their departments, the table, the site."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access import passwords, secrets
from backend.access.authorize import Actor
from backend.access.models import Grant, OneTimeToken, User
from backend.access.policy import POLICY
from backend.access.rules import ADMIN_ROLES, GrantSource, Reach, Role, UserStatus
from backend.access.scopes import CLIENT_SCOPES, PERSONAL_TOKEN_SCOPES
from backend.kit.table import BigId, now, table_of
from backend.settings import Settings

USERS, GRANTS, ONE_TIME_TOKENS = table_of(User), table_of(Grant), table_of(OneTimeToken)
PostGrants = set[tuple[Role, int | None]]
"""Roles with the department each reaches from; None where the role alone says it."""
DEPARTMENTS = sa.table("department", sa.column("id", BigId), sa.column("name", sa.String()))
"""Named, not imported: organization stands downstream. A grant's foreign key names it in the same way."""


def grants_of_users(session: Session, user_ids: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    """Every grant of these users with its department's name, in a stable order."""
    rows = session.execute(
        sa.select(
            GRANTS.c.id,
            GRANTS.c.user_id,
            GRANTS.c.role,
            GRANTS.c.department_id,
            DEPARTMENTS.c.name.label("department_name"),
            GRANTS.c.source,
            GRANTS.c.granted_at,
        )
        .outerjoin(DEPARTMENTS, DEPARTMENTS.c.id == GRANTS.c.department_id)
        .where(GRANTS.c.user_id.in_(sorted(user_ids)))
        .order_by(GRANTS.c.role, GRANTS.c.department_id, GRANTS.c.id)
    )
    found: dict[int, list[dict[str, Any]]] = {}
    for row in rows.mappings():
        found.setdefault(row["user_id"], []).append(dict(row))
    return found


def departments_exist(session: Session, ids: Iterable[int]) -> set[int]:
    """Those of `ids` that are departments."""
    found = session.execute(sa.select(DEPARTMENTS.c.id).where(DEPARTMENTS.c.id.in_(sorted(ids))))
    return set(found.scalars())


def active_holders(session: Session, role: Role) -> set[int]:
    """The active users with a role."""
    statement = (
        sa.select(GRANTS.c.user_id)
        .join(USERS, USERS.c.id == GRANTS.c.user_id)
        .where(GRANTS.c.role == role, USERS.c.status == UserStatus.active)
    )
    return set(session.execute(statement).scalars())


def live_token(text: str) -> sa.ColumnElement[bool]:
    """The clause of an unused, unexpired one-time token with this text."""
    return sa.and_(
        ONE_TIME_TOKENS.c.digest == secrets.digest(text),
        ONE_TIME_TOKENS.c.used_at.is_(None),
        ONE_TIME_TOKENS.c.expires_at > now(),
    )


def me(session: Session, actor: Actor) -> dict[str, Any]:
    """The caller's profile; roles held twice (by hand and by post) appear once."""
    user_id = actor.require_user()
    user = session.execute(
        sa.select(USERS.c.id, USERS.c.username, USERS.c.display_name, USERS.c.must_change_password).where(
            USERS.c.id == user_id
        )
    )
    grants = grants_of_users(session, [user_id]).get(user_id, [])
    # In the order of the roles: of a leader who supervises and contacts departments, those he answers for first.
    listed = sorted(grants, key=lambda row: tuple(Role).index(row["role"]))
    roles = {(row["role"], row["department_id"]): row for row in listed}
    reaches = [
        {
            "permission": permission,
            "is_school": scope.school,
            "is_own": scope.own,
            "department_ids": sorted(scope.departments),
        }
        for permission, scope in sorted(actor.scopes.items())
    ]
    profile = dict(user.mappings().one())
    return profile | {"roles": list(roles.values()), "permissions": sorted(actor.scopes), "reaches": reaches}


def needs_department(role: Role) -> bool:
    """Whether the policy gives the role anything over a granted department."""
    return Reach.granted in POLICY[role].values()


def policy() -> dict[str, Any]:
    """The permission table."""
    roles = [
        {
            "role": role,
            "label": role.label,
            "needs_department": needs_department(role),
            "is_administrator": role in ADMIN_ROLES,
            "permissions": [
                {"permission": permission, "label": permission.label, "reach": reach}
                for permission, reach in sorted(POLICY[role].items())
            ],
        }
        for role in Role
    ]
    return {
        "roles": roles,
        "client_scopes": sorted(CLIENT_SCOPES),
        "personal_token_scopes": sorted(PERSONAL_TOKEN_SCOPES),
    }


def site(settings: Settings) -> dict[str, Any]:
    """The public face of the installation."""
    rules = passwords.POLICIES[settings.password_profile]
    return {
        "college_name": settings.college_name,
        "environment": settings.environment,
        "is_demo": settings.environment == "demo",
        "password_policy": {
            "name": rules.name,
            "label": rules.label,
            "min_length": passwords.MIN_LENGTH,
            "max_length": passwords.MAX_LENGTH,
            "classes": rules.classes,
            "max_age_days": rules.max_age.days if rules.max_age else None,
        },
    }


def post_grants(session: Session) -> dict[int, PostGrants]:
    """What every user holds because of posts and charges, by user."""
    columns = (GRANTS.c.user_id, GRANTS.c.role, GRANTS.c.department_id)
    held = defaultdict[int, PostGrants](set)
    for user_id, role, department_id in session.execute(sa.select(*columns).where(GRANTS.c.source == GrantSource.post)):
        held[user_id].add((role, department_id))
    return held
