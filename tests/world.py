"""A small college: the departments, posts and people every test starts from. Plain inserts, nothing journaled."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from backend.access.models import ApiClient, Grant, User
from backend.access.rules import GrantSource, Role
from backend.access.scopes import CLIENT_SCOPES
from backend.kit.table import Row, now
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
    KeyArea,
    MajorMatter,
    OfficerKind,
    OversightKind,
    PositionTier,
)
from tests.cast import PASSWORD_HASH, Cast, Client, Member

SINCE = date(2024, 9, 1)
"""Everybody took office on this day."""


@dataclass(frozen=True)
class World:
    """Ids of what was built."""

    college: int
    """示例学院, the root."""
    academic: int
    """教务处."""
    assets: int
    """资产处."""
    procurement: int
    """采购科, below 资产处."""
    finance: int
    """财务处."""
    informatics: int
    """信息系."""
    head_post: int
    """教务处处长, held by 陈处长."""
    liaison_post: int
    """教务管理岗, held by 李联络."""
    textbook_post: int
    """教材管理岗, held by 王老师 alone."""
    leader_post: int
    """分管教学副院长, held by 林副院长; belongs to the college."""
    procurement_post: int
    """采购科科长, held by nobody."""
    cashier_post: int
    """出纳岗 of 财务处, held by 外人."""
    cast: Cast


def build(session: Session) -> World:
    """Builds the college in `session`; the caller commits."""
    departments = _departments(session)
    posts = _positions(session, departments)
    members = _members(session, departments)
    _appoint(session, members, posts)
    _charge(session, members, departments)
    cast = Cast(**members, oa=_client(session, members["office"]))
    return World(**departments, **posts, cast=cast)


def _save(session: Session, rows: Mapping[str, Row]) -> dict[str, int]:
    """Stores the rows in one go; their ids under the same keys."""
    session.add_all(rows.values())
    session.flush()
    return {key: row.id for key, row in rows.items()}


def _departments(session: Session) -> dict[str, int]:
    rows = dict[str, Department]()
    for key, parent, code, name, kind in (
        ("college", None, "SLXY", "示例学院", DepartmentKind.college),
        ("assets", "college", "ZCC", "资产处", DepartmentKind.office),
        ("academic", "college", "JWC", "教务处", DepartmentKind.office),
        ("finance", "college", "CWC", "财务处", DepartmentKind.office),
        ("informatics", "college", "XXX", "信息系", DepartmentKind.faculty),
        ("procurement", "assets", "ZCC-CG", "采购科", DepartmentKind.section),
    ):
        above = rows[parent] if parent else None
        row = Department(
            code=code, name=name, kind=kind, parent_id=above.id if above else None, sort=len(rows)
        )
        session.add(row)
        session.flush()
        row.path = f"{above.path if above else '/'}{row.id}/"
        rows[key] = row
    return {key: row.id for key, row in rows.items()}


def _positions(session: Session, departments: Mapping[str, int]) -> dict[str, int]:
    tiers = PositionTier
    rows: tuple[tuple[str, str, str, str, PositionTier, dict[str, Any]], ...] = (
        ("head_post", "academic", "JWC-01", "教务处处长", tiers.middle, {"controls_people": True}),
        ("liaison_post", "academic", "JWC-02", "教务管理岗", tiers.general, {}),
        (
            "textbook_post",
            "academic",
            "JWC-03",
            "教材管理岗",
            tiers.general,
            {
                "duties": ["编制教材采购计划", "核对教材款项"],
                "controls_money": True,
                "key_area": KeyArea.textbook_procurement,
                "discretion": Discretion.limited,
                "is_key": True,
            },
        ),
        (
            "leader_post",
            "college",
            "YLD-03",
            "分管教学副院长",
            tiers.leadership,
            {"controls_people": True, "major_matters": [MajorMatter.decision], "is_key": True},
        ),
        (
            "procurement_post",
            "procurement",
            "ZCC-CG-01",
            "采购科科长",
            tiers.middle,
            {"controls_assets": True, "key_area": KeyArea.equipment_procurement, "is_key": True},
        ),
        ("cashier_post", "finance", "CWC-05", "出纳岗", tiers.general, {"controls_money": True}),
    )
    return _save(
        session,
        {
            key: Position(department_id=departments[where], code=code, name=name, tier=tier, **more)
            for key, where, code, name, tier, more in rows
        },
    )


ROSTER: tuple[tuple[str, str, str, str, Role, str | None], ...] = (
    ("wang", "王老师", "academic", "讲师", Role.staff, None),
    ("li", "李联络", "academic", "科员", Role.liaison, "academic"),
    ("chen", "陈处长", "academic", "处长", Role.department_head, "academic"),
    ("lin", "林副院长", "college", "副院长", Role.supervising_leader, "academic"),
    ("dean", "郑院长", "college", "院长", Role.leadership, None),
    ("office", "纪委办", "college", "纪委办主任", Role.office, None),
    ("supervisor", "孙监督员", "informatics", "副教授", Role.supervisor, None),
    ("outsider", "外人", "finance", "会计", Role.staff, None),
    ("other_liaison", "周联络", "finance", "会计", Role.liaison, "finance"),
    ("other_head", "吴处长", "finance", "处长", Role.department_head, "finance"),
)
"""Username, name, home department, job title, role, and the department a post's grant covers."""
ADMINISTRATORS = (Role.system_admin, Role.security_admin, Role.audit_admin)


def _members(session: Session, departments: Mapping[str, int]) -> dict[str, Member]:
    """Accounts, people and grants."""
    names = {key: name for key, name, *_ in ROSTER} | {role.value: role.label for role in ADMINISTRATORS}
    users = _save(session, {key: _user(key, name) for key, name in names.items()})
    people = _save(
        session,
        {
            key: Person(
                staff_no=f"T{1001 + number}",
                name=name,
                department_id=departments[home],
                job_title=job_title,
                user_id=users[key],
            )
            for number, (key, name, home, job_title, *_) in enumerate(ROSTER)
        },
    )
    grants = {
        key: _grant(users[key], role, departments[over] if over else None)
        for key, _, _, _, role, over in ROSTER
    }
    grants |= {role.value: _grant(users[role.value], role, None) for role in ADMINISTRATORS}
    _save(session, grants)
    on_roster = {
        key: Member(role, key, name, users[key], people[key], departments[home])
        for key, name, home, _, role, _ in ROSTER
    }
    return on_roster | {
        role.value: Member(role, role.value, role.label, users[role.value]) for role in ADMINISTRATORS
    }


def _user(username: str, name: str) -> User:
    return User(username=username, display_name=name, password_hash=PASSWORD_HASH, password_changed_at=now())


def _grant(user_id: int, role: Role, department_id: int | None) -> Grant:
    source = GrantSource.post if department_id else GrantSource.manual
    return Grant(user_id=user_id, role=role, department_id=department_id, source=source, granted_at=now())


def _appoint(session: Session, members: Mapping[str, Member], posts: Mapping[str, int]) -> None:
    session.add_all(
        Appointment(person_id=members[who].person, position_id=posts[post], started_on=SINCE)
        for who, post in (
            ("wang", "textbook_post"),
            ("li", "liaison_post"),
            ("chen", "head_post"),
            ("lin", "leader_post"),
            ("outsider", "cashier_post"),
        )
    )


def _charge(session: Session, members: Mapping[str, Member], departments: Mapping[str, int]) -> None:
    """Heads, liaisons, and the leader's two different relations."""
    session.add_all(
        DepartmentOfficer(
            person_id=members[who].person, department_id=departments[where], kind=kind, started_on=SINCE
        )
        for who, where, kind in (
            ("chen", "academic", OfficerKind.head),
            ("li", "academic", OfficerKind.liaison),
            ("other_head", "finance", OfficerKind.head),
            ("other_liaison", "finance", OfficerKind.liaison),
        )
    )
    session.add_all(
        Oversight(
            leader_id=members["lin"].person, department_id=departments[where], kind=kind, started_on=SINCE
        )
        for where, kind in (
            ("academic", OversightKind.supervising),
            ("informatics", OversightKind.contact),
        )
    )
    session.flush()


def _client(session: Session, owner: Member) -> Client:
    scopes = sorted(scope.value for scope in CLIENT_SCOPES)
    row = ApiClient(client_id="oa", name="校园 OA", scopes=scopes, owner_id=owner.user_id)
    return Client(_save(session, {"oa": row})["oa"], "oa")
