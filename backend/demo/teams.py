"""The leading group of the demo college and the working groups of three units, each with its list of members; and who
of the staff holds no post."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session

from backend.demo.people import acting, expecting
from backend.demo.roster import ROOT_CODE
from backend.demo.sheets import Holder
from backend.demo.talks import past
from backend.kit.table import today
from backend.organization.groups.actions import create_group
from backend.organization.groups.schemas import GroupCreate, MemberCreate
from backend.organization.people.actions import create_person, update_person
from backend.organization.people.schemas import PersonCreate, PersonUpdate
from backend.organization.rules import GroupRole

REPORTED = {"CWC": True, "ZCC": True, "XSC": False}
"""Units with a working group, and whether the office has its list; the others still have to set one up."""


def load(
    session: Session,
    departments: Mapping[str, int],
    users: Mapping[str, int],
    people: Mapping[str, int],
    holders: Sequence[Holder],
    heads: Mapping[str, str],
) -> None:
    """The college's by the office, the units' by their heads."""
    _postless(session, users["jiwei"], departments["JWC"])
    leaders = [one.username for one in holders if one.unit == "YLD" and one.username != "zheng"]
    units = [heads[unit] for unit in ("CWC", "ZCC", "XSC", "HQC")]
    body = GroupCreate(
        department_id=departments[ROOT_CODE],
        document_number=f"示院党〔{today().year}〕19 号（演示）",
        started_on=past(8, 24),
        reported_on=past(8, 24),
        members=_members(people, "zheng", leaders, ["jiwei", *units]),
    )
    create_group(session, acting(session, users["jiwei"]), body)
    for unit, is_reported in REPORTED.items():
        head = heads[unit]
        others = [one.username for one in holders if one.unit == unit and one.username != head]
        body = GroupCreate(
            department_id=departments[unit],
            started_on=past(9, 1),
            reported_on=past(9, 5) if is_reported else None,
            members=_members(people, head, others[:1], others[1:4]),
        )
        create_group(session, acting(session, users[head]), body)


def _postless(session: Session, office: int, department_id: int) -> None:
    """One who just came and is to get a post, one who is away for long and takes no part."""
    actor = acting(session, office)
    for staff_no, name, reason in (
        ("XINJIN-01", "新进教师甲", None),
        ("JIEDIAO-01", "借调教师乙", "长期借调校外"),
    ):
        body = PersonCreate(staff_no=staff_no, name=name, department_id=department_id, job_title="教师")
        person = create_person(session, actor, body)
        if reason:
            mark = PersonUpdate(exempt_reason=reason)
            update_person(session, actor, person["id"], mark, expecting(person))


def _members(
    people: Mapping[str, int], leader: str, deputies: Sequence[str], others: Sequence[str]
) -> list[MemberCreate]:
    listed = [(leader, GroupRole.leader)]
    listed += [(one, GroupRole.deputy) for one in deputies]
    listed += [(one, GroupRole.member) for one in others]
    return [MemberCreate(person_id=people[username], role=role) for username, role in listed]
