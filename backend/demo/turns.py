"""What lies behind the demo's year: last year's approved sheets, closed for good; and a post that changed hands."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlmodel import Session

from backend.campaigns.years.actions import create_year
from backend.campaigns.years.schemas import WorkYearCreate
from backend.demo.people import acting, expecting
from backend.demo.powers import Places
from backend.demo.sheets import Holder, last_year
from backend.kit.db import Database
from backend.kit.files import Store
from backend.kit.table import today
from backend.organization.appointments.actions import create_appointment, end_appointment
from backend.organization.appointments.queries import get_appointment
from backend.organization.appointments.schemas import AppointmentCreate
from backend.organization.queries import APPOINTMENTS
from backend.organization.rules import KeyArea
from backend.organization.schemas import Ending
from backend.years.closures.actions import close_year
from backend.years.closures.schemas import YearClosureCreate


def load(
    database: Database,
    store: Store,
    users: Mapping[str, int],
    people: Mapping[str, int],
    holders: Sequence[Holder],
    heads: Mapping[str, str],
    places: Places,
) -> None:
    """Last year's sheets, its closing, and the hand-over of a post."""
    with database.session() as session:
        for holder in holders:
            if holder.area is not None:
                last_year(session, holder, users[heads[holder.unit]], places)
    with database.session() as session:
        _close(session, store, users["jiwei"])
    with database.session() as session:
        _hand_over(session, users["jiwei"], people, holders)


def _close(session: Session, store: Store, office: int) -> None:
    actor, year = acting(session, office), today().year - 1
    opened = create_year(session, actor, WorkYearCreate(year=year))
    body = YearClosureCreate(
        confirm_year=year,
        accepts_unfinished=True,
        note="上一年度只在重点岗位试点，试点岗位均已认定，予以封存（演示）。",
    )
    close_year(session, actor, store, year, body, expecting(opened))


def _hand_over(session: Session, office: int, people: Mapping[str, int], holders: Sequence[Holder]) -> None:
    """The clerk of fees of 财务处 leaves the post today; 钱会计 follows and has to acknowledge it."""
    actor = acting(session, office)
    before = next(one for one in holders if one.unit == "CWC" and one.area is KeyArea.fees)
    held = sa.select(APPOINTMENTS.c.id).where(APPOINTMENTS.c.position_id == before.position_id)
    row = get_appointment(session, actor, session.execute(held).scalar_one())
    end_appointment(session, actor, row["id"], Ending(ended_on=today()), expecting(row))
    follower = AppointmentCreate(person_id=people["wai"], position_id=before.position_id)
    create_appointment(session, actor, follower)
