"""Loads the demo college through the same actions as the API, each as the person who would do it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.actions import replace_grants
from backend.access.authorize import Actor, scopes_of
from backend.access.clients.actions import create_client
from backend.access.clients.schemas import ApiClientCreate
from backend.access.models import User
from backend.access.passwords import Hasher
from backend.access.policy import Permission
from backend.access.rules import GrantSource, Role
from backend.access.users.actions import add_user
from backend.demo import (
    announcing,
    flows,
    hints,
    inspecting,
    library,
    messages,
    opinions,
    oversight,
    packing,
    pledges,
    powers,
    precautions,
    publishing,
    rounds,
    samples,
    sheets,
    talks,
    teams,
    turns,
)
from backend.demo.greeting import PASSWORD
from backend.demo.people import acting
from backend.demo.powers import Places
from backend.demo.roster import (
    AREA_POSTS,
    ASSETS,
    GENERAL_POSTS,
    MONEY,
    PEOPLE,
    ROOT_CODE,
    ROTATION,
    SIGN_INS,
    UNITS,
    SignIn,
    Unit,
    invented_names,
)
from backend.kit import journal
from backend.kit.db import Database
from backend.kit.files import uploads
from backend.kit.table import now, table_of, today
from backend.organization.appointments.actions import create_appointment
from backend.organization.appointments.schemas import AppointmentCreate
from backend.organization.departments.actions import create_department
from backend.organization.departments.schemas import DepartmentCreate
from backend.organization.officers.actions import create_officer
from backend.organization.officers.schemas import OfficerCreate
from backend.organization.people.actions import create_person
from backend.organization.people.schemas import PersonCreate
from backend.organization.positions.actions import create_position
from backend.organization.positions.schemas import PositionCreate
from backend.organization.rules import (
    DepartmentKind,
    Discretion,
    KeyArea,
    MajorMatter,
    OfficerKind,
    PositionTier,
)
from backend.settings import Settings


@dataclass
class College:
    """What has been made so far."""

    session: Session
    builder: Actor
    departments: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    users: dict[str, int] = field(default_factory=dict)
    holders: list[sheets.Holder] = field(default_factory=list)
    heads: dict[str, str] = field(default_factory=dict)
    other_leader: str = ""
    """The vice-president beside 林副院长."""
    names: Iterator[str] = field(default_factory=lambda: iter(invented_names()))


def load(database: Database, settings: Settings) -> None:
    """Builds everything; departments first, then what people do with their sheets."""
    with database.session() as session:
        college = College(session, _builder(session))
        _departments(college, settings.college_name)
        _sign_ins(college)
        for unit in UNITS:
            _posts(college, unit)
        made = (college.departments, college.people, college.holders)
        college.other_leader = oversight.load(session, college.builder, *made)
        _passwords(session)
        places = powers.load(session, settings.data_dir, college.departments, college.users, college.heads)
        post = next(one for one in college.holders if one.username == "wang")
        powers.load_own(session, college.users["chen"], college.departments["JWC"], post.position_id)
        _api_client(session, college.users["sysadmin"])
        samples.load(session, uploads(settings.data_dir), college.departments, college.users["jiwei"])
    sheets.load(
        database, college.departments, college.users, college.people, college.holders, college.heads, places
    )
    _round(database, settings, college, places)


def _round(database: Database, settings: Settings, college: College, places: Places) -> None:
    """What belongs to the yearly round."""
    store = uploads(settings.data_dir)
    departments, users, people, heads = college.departments, college.users, college.people, college.heads
    messages.start(database)
    turns.load(database, store, users, people, college.holders, heads, places)
    with database.session() as session:
        decided = talks.load(session, departments, users, people, heads)
    with database.session() as session:
        rounds.load(session, store, departments, users, heads)
        rules = library.load(session, departments, users, heads)
    signers = (heads["CWC"], college.other_leader)
    precautions.load(database, store, departments, users, people, college.holders, signers, decided, rules)
    with database.session() as session:
        teams.load(session, departments, users, people, college.holders, heads)
        opinions.load(session, departments, users, settings.public_origin)
        opinions.decide(session, departments["CWC"], users["jiwei"], college.holders, decided)
        hints.load(session, users, college.holders)
        pledges.load(session, users, college.holders)
        announcing.load(session, departments, users, heads, college.holders)
        inspecting.load(session, departments, users, heads)
        leaders = {unit.code: "lin" if unit.code in oversight.TEACHING else college.other_leader for unit in UNITS}
        publishing.load(session, departments, users, heads, leaders)
        flows.load(session, departments, users, heads)
        packing.load(session, departments["JWC"], users["li"])
    messages.tell(database)


def _builder(session: Session) -> Actor:
    """The system, with the rights of the office: it makes what the office would have made by hand."""
    journal.act_as(session, journal.SYSTEM)
    return Actor(journal.SYSTEM, scopes_of(((Role("office"), None),)))


def _departments(college: College, name: str) -> None:
    root = DepartmentCreate(code=ROOT_CODE, name=name, kind=DepartmentKind.college)
    college.departments[ROOT_CODE] = create_department(college.session, college.builder, root)["id"]
    for order, unit in enumerate(UNITS):
        body = DepartmentCreate(
            code=unit.code,
            name=unit.name,
            kind=unit.kind,
            parent_id=college.departments[unit.parent],
            sort=order,
            duties=list(unit.duties),
        )
        college.departments[unit.code] = create_department(college.session, college.builder, body)["id"]


def _enlist(college: College, username: str, name: str, job_title: str, unit: str) -> int:
    """A person with an account."""
    user_id = add_user(college.session, username, name)["id"]
    body = PersonCreate(
        staff_no=username,
        name=name,
        job_title=job_title,
        department_id=college.departments[unit],
        user_id=user_id,
    )
    college.users[username] = user_id
    college.people[username] = create_person(college.session, college.builder, body)["id"]
    return college.people[username]


def _sign_ins(college: College) -> None:
    for who in SIGN_INS:
        if who.unit is None:
            college.users[who.username] = add_user(college.session, who.username, who.name)["id"]
        else:
            _enlist(college, who.username, who.name, who.job_title, who.unit)
        if who.grant is not None:
            grants = {(Role(who.grant), None)}
            replace_grants(college.session, college.users[who.username], GrantSource.manual, grants)


def _next_person(college: College, unit: Unit, job_title: str) -> str:
    """The unit's named people first, then invented ones; returns the username."""
    taken = {holder.username for holder in college.holders}
    for who in SIGN_INS:
        if who.unit == unit.code and who.username not in taken and _fits(who, job_title):
            return who.username
    username = f"T{1001 + len(college.people)}"
    _enlist(college, username, next(college.names), job_title, unit.code)
    return username


def _fits(who: SignIn, job_title: str) -> bool:
    """Heads of units are called 处长 or 主任, the college's leaders by their own title; others fit any other post."""
    if job_title == "负责人":
        return who.job_title in ("处长", "主任")
    if "院长" in job_title:
        return who.job_title == job_title
    return who.job_title not in ("处长", "主任", "院长", "副院长")


def _posts(college: College, unit: Unit) -> None:
    """Head, a post for each key area, general posts; each held by somebody."""
    if unit.code == "YLD":
        for name, job in (("院长", "院长"), ("分管教学副院长", "副院长"), ("分管后勤副院长", "副院长")):
            _post(college, unit, name, PositionTier.leadership, job, None)
        return
    _post(college, unit, f"{unit.name}负责人", PositionTier.middle, "负责人", None)
    for area in unit.areas:
        _post(college, unit, AREA_POSTS[area], PositionTier.general, "科员", area)
    for number in range(unit.posts):
        teaching = unit.kind is DepartmentKind.faculty
        name = GENERAL_POSTS[-1] if teaching else GENERAL_POSTS[number % 3]
        _post(college, unit, name, PositionTier.general, "教师" if teaching else "科员", None)


def _post(
    college: College, unit: Unit, name: str, tier: PositionTier, job_title: str, area: KeyArea | None
) -> None:
    leads = tier is not PositionTier.general
    years, held = ROTATION.get((unit.code, area), (None, 0))
    body = PositionCreate(
        code=f"{unit.code}-{len(college.holders) + 1:03}",
        name=name,
        department_id=college.departments[unit.code],
        tier=tier,
        duties=[sample.duty for sample in sheets.samples_for(tier, area, name)],
        controls_people=leads or area in PEOPLE,
        controls_money=area in MONEY or tier is PositionTier.leadership,
        controls_assets=area in ASSETS,
        key_area=area,
        major_matters=list(MajorMatter) if tier is PositionTier.leadership else [],
        discretion=Discretion.wide if area in ASSETS else Discretion.limited if area else Discretion.none,
        is_key=leads or area is not None,
        rotation_years=years,
    )
    position = create_position(college.session, college.builder, body)
    username = _next_person(college, unit, job_title)
    appointment = AppointmentCreate(
        person_id=college.people[username],
        position_id=position["id"],
        started_on=today() - timedelta(days=held),
    )
    create_appointment(college.session, college.builder, appointment)
    holder = (username, college.users[username], position["id"], unit.code, name, tier, area, unit.areas)
    college.holders.append(sheets.Holder(*holder))
    if tier is PositionTier.middle:
        _appoint_officers(college, unit, username)


def _appoint_officers(college: College, unit: Unit, head: str) -> None:
    """The head; the liaison is the named one of 教务处, elsewhere the head too until somebody else is reported."""
    college.heads[unit.code] = head
    liaison = "li" if unit.code == "JWC" else head
    for username, kind in ((head, OfficerKind.head), (liaison, OfficerKind.liaison)):
        body = OfficerCreate(
            department_id=college.departments[unit.code], person_id=college.people[username], kind=kind
        )
        create_officer(college.session, college.builder, body)


def _passwords(session: Session) -> None:
    """One hash for everybody: hashing a hundred times would only make the first start slow."""
    users = table_of(User)
    session.execute(sa.update(users).values(password_hash=Hasher().hash(PASSWORD), password_changed_at=now()))


def _api_client(session: Session, owner: int) -> None:
    """The OA's client, still without a secret: whoever tries the integration makes one."""
    scopes = [Permission.changes_read, Permission.organization_read, Permission.risks_read]
    scopes += [Permission.powers_read, Permission.positions_bulk]
    body = ApiClientCreate(name="学校 OA", scopes=scopes, owner_id=owner)
    create_client(session, acting(session, owner), body)
