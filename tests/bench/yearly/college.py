"""100 departments, 1,500 staff with a post each, their heads, liaisons and leaders; everybody can sign in."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from backend.access.models import Grant, LoginSession, User
from backend.access.passwords import Hasher
from backend.access.rules import SESSION_LIFE, GrantSource, Role
from backend.kit.table import now, table_of, today
from backend.organization.actions import refresh_grants
from backend.organization.models import (
    Appointment,
    Department,
    DepartmentOfficer,
    Oversight,
    Person,
    Position,
)
from backend.organization.rules import (
    DepartmentKind,
    Discretion,
    OfficerKind,
    OversightKind,
    PositionTier,
)
from tests.bench.college import PASSWORD, Login

Rows = list[dict[str, Any]]
SINCE = date(2020, 9, 1)
LEADER_OF = 10
"""Departments to one leader."""


@dataclass(frozen=True)
class Scale:
    """How large the college is. Each post has 7 risk points and each department 15 of its own: 12,000 in all."""

    departments: int = 100
    staff_each: int = 15
    writers_each: int = 5
    """Of each department's staff, how many still write their sheet."""
    points_each: int = 7
    points_of_department: int = 15
    year: int = today().year

    @property
    def points(self) -> int:
        """Of the year."""
        return self.departments * (self.staff_each * self.points_each + self.points_of_department)


@dataclass(frozen=True)
class Member:
    """Somebody of a department with his post; `login` is an open session."""

    person_id: int
    user_id: int
    position_id: int
    department_id: int
    name: str
    login: Login


@dataclass(frozen=True)
class College:
    """Ids of what was built."""

    root: int
    departments: list[int]
    staff: list[list[Member]]
    """By department; the first is its head, the second its liaison."""
    leaders: list[Member]
    office: Login
    office_id: int
    writers: list[Member] = field(default_factory=list)

    @property
    def everybody(self) -> list[Member]:
        """The staff of all departments."""
        return [member for unit in self.staff for member in unit]


def fill(session: Session, model: type[SQLModel], rows: Sequence[dict[str, Any]]) -> list[int]:
    """Inserts the rows; their ids in the same order."""
    if not rows:
        return []
    table = table_of(model)
    statement = sa.insert(table).returning(table.c.id, sort_by_parameter_order=True)
    return list(session.connection().execute(statement, list(rows)).scalars())


def build(session: Session, scale: Scale) -> College:
    """Departments, accounts, people, posts, charges and an open session for each."""
    [root] = fill(session, Department, [_department("ROOT", "示例学院", DepartmentKind.college, None)])
    units = [
        _department(f"D{number:03}", f"第{number + 1}部门", DepartmentKind.office, root, number)
        for number in range(scale.departments)
    ]
    departments = fill(session, Department, units)
    table = table_of(Department)
    session.execute(sa.update(table).where(table.c.id == root).values(path=f"/{root}/"))
    tail = sa.cast(table.c.id, sa.String)
    below = sa.literal(f"/{root}/") + tail + "/"
    session.execute(sa.update(table).where(table.c.parent_id == root).values(path=below))
    college = _people(session, scale, root, departments)
    _charges(session, college)
    refresh_grants(session)  # the server does so when it starts, and would end our tokens
    return _signed_in(session, college)


def _department(
    code: str, name: str, kind: DepartmentKind, parent: int | None, sort: int = 0
) -> dict[str, Any]:
    duties = [f"{name}负责的日常管理事项", f"{name}负责的经费与物资事项"]
    return {"code": code, "name": name, "kind": kind, "parent_id": parent, "sort": sort, "duties": duties}


def _accounts(session: Session, names: Sequence[tuple[str, str]]) -> list[int]:
    """Users by (username, name), all with one password."""
    password, instant = Hasher().hash(PASSWORD), now()
    row = {"password_hash": password, "password_changed_at": instant}
    return fill(session, User, [row | {"username": user, "display_name": name} for user, name in names])


def _people(session: Session, scale: Scale, root: int, departments: Sequence[int]) -> College:
    homes = [unit for unit in departments for _ in range(scale.staff_each)]
    leaders = -(-scale.departments // LEADER_OF)
    homes += [root] * (leaders + 1)
    names = [(f"s{number:05}", f"教师{number:05}") for number in range(len(homes))]
    users = _accounts(session, names)
    people = fill(
        session,
        Person,
        [
            {"staff_no": staff_no, "name": name, "department_id": home, "user_id": user, "job_title": "科员"}
            for (staff_no, name), home, user in zip(names, homes, users, strict=True)
        ],
    )
    posts = fill(session, Position, [_post(number, home, root) for number, home in enumerate(homes[:-1])])
    fill(
        session,
        Appointment,
        [
            {"person_id": person, "position_id": post, "started_on": SINCE}
            for person, post in zip(people[:-1], posts, strict=True)
        ],
    )
    members = [
        Member(person, user, post, home, name, Login(user, "", 1))
        for person, user, post, home, (_, name) in zip(
            people[:-1], users[:-1], posts, homes[:-1], names[:-1], strict=True
        )
    ]
    each, count = scale.staff_each, scale.departments
    staff = [members[at * each : (at + 1) * each] for at in range(count)]
    office = Login(users[-1], "", 1)
    writers = [member for unit in staff for member in unit[each - scale.writers_each :]]
    return College(root, list(departments), staff, members[count * each :], office, users[-1], writers)


def _post(number: int, home: int, root: int) -> dict[str, Any]:
    tier = PositionTier.leadership if home == root else PositionTier.general
    return {
        "code": f"P{number:05}",
        "name": f"第{number}号管理岗",
        "department_id": home,
        "tier": tier,
        "duties": ["办理本岗位审批事项", "保管本岗位经费票据与资料"],
        "controls_money": number % 3 == 0,
        "discretion": Discretion.limited,
        "is_key": number % 5 == 0,
    }


def _charges(session: Session, college: College) -> None:
    """Heads, liaisons, leaders; the last account is the office's."""
    officers: Rows = [
        {"department_id": unit, "person_id": member.person_id, "kind": kind, "started_on": SINCE}
        for unit, members in zip(college.departments, college.staff, strict=True)
        for member, kind in zip(members, (OfficerKind.head, OfficerKind.liaison), strict=False)
    ]
    fill(session, DepartmentOfficer, officers)
    overseen: Rows = [
        {
            "leader_id": college.leaders[at // LEADER_OF].person_id,
            "department_id": unit,
            "kind": OversightKind.supervising,
            "started_on": SINCE,
        }
        for at, unit in enumerate(college.departments)
    ]
    fill(session, Oversight, overseen)
    grant = {"role": Role.office, "source": GrantSource.manual, "granted_at": now()}
    fill(session, Grant, [grant | {"user_id": college.office_id}])


def _signed_in(session: Session, college: College) -> College:
    """A session for everybody, with the stamp his rights have now."""
    users = table_of(User)
    stamps: dict[int, int] = dict(session.execute(sa.select(users.c.id, users.c.stamp)).all())
    instant = now()
    logins = {user: Login(user, uuid4().hex, stamp) for user, stamp in stamps.items()}
    fill(session, LoginSession, [_session(login, instant) for login in logins.values()])

    def known(members: Sequence[Member]) -> list[Member]:
        return [
            Member(
                one.person_id, one.user_id, one.position_id, one.department_id, one.name, logins[one.user_id]
            )
            for one in members
        ]

    staff = [known(members) for members in college.staff]
    return College(
        college.root,
        college.departments,
        staff,
        known(college.leaders),
        logins[college.office_id],
        college.office_id,
        known(college.writers),
    )


def _session(login: Login, instant: datetime) -> dict[str, Any]:
    return {
        "user_id": login.user_id,
        "family": login.family,
        "refresh_digest": uuid4().hex,
        "rotated_at": instant,
        "created_at": instant,
        "authenticated_at": instant,
        "last_seen_at": instant,
        "expires_at": instant + SESSION_LIFE,
    }
