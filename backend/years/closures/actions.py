"""Closing a year: its content is written to a file, hashed, and never changes again."""

import hashlib
from collections.abc import Iterator
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.assessments.choices.queries import rules_of
from backend.assessments.levels.queries import judged, live_positions
from backend.campaigns.queries import WORK_YEARS
from backend.campaigns.rules import YearState
from backend.campaigns.years.actions import open_year
from backend.kit import journal
from backend.kit.etag import Expected
from backend.kit.files import Store
from backend.kit.problems import conflict, invalid
from backend.kit.rows import claim_version, insert_row
from backend.kit.table import now
from backend.organization.queries import POSITIONS, YEAR_LEVELS
from backend.risks.queries import POINTS
from backend.years.closures import queries
from backend.years.closures.schemas import YearClosureCreate
from backend.years.contents import queries as contents
from backend.years.queries import ARCHIVES
from backend.years.rules import LAYOUT

Found = dict[str, Any]


class _Counted:
    """Lines on their way into the file: counted, and those of the year itself hashed on their own."""

    def __init__(self) -> None:
        self.rows, self.size = 0, 0
        self.content = hashlib.sha256()

    def own(self, lines: Iterator[bytes]) -> Iterator[bytes]:
        for line in lines:
            self.content.update(line)
            yield from self.other(iter((line,)))

    def other(self, lines: Iterator[bytes]) -> Iterator[bytes]:
        for line in lines:
            self.rows, self.size = self.rows + 1, self.size + len(line)
            yield line


def close_year(
    session: Session, actor: Actor, store: Store, year: int, body: YearClosureCreate, expected: Expected
) -> Found:
    """Freezes a year. 409 when it is closed already or something is unfinished and that is not accepted; 412 stale."""
    actor.need(Permission.years_write)
    if body.confirm_year != year:
        raise invalid("/confirm_year", "mismatch", f"要封存的是 {year} 年度，请再写一遍这个年份。")
    open_year(session, actor, year)
    statement = sa.select(WORK_YEARS).where(WORK_YEARS.c.year == year).with_for_update()
    before = dict(session.execute(statement).mappings().one())
    if before["state"] == YearState.closed:
        raise conflict(f"{year} 年度已经封存。", "year-closed")
    expected.check(before["version"])
    unfinished = _unfinished(session, actor, year, body)
    counted, instant = _Counted(), now()

    def lines() -> Iterator[bytes]:
        yield from counted.own(contents.content_lines(session, year, LAYOUT))
        yield from counted.other(contents.surrounding_lines(session, year))

    keep_levels(session, year)
    digest = store.put(lines())
    who = {"closed_by_id": actor.require_user(), "closed_at": instant}
    archive = {"year": year, "digest": digest, "size": counted.size, "rows": counted.rows, "note": body.note}
    archive["layout"] = LAYOUT
    insert_row(session, ARCHIVES, archive | who | {"closed_by_name": actor.principal.label})
    content = counted.content.hexdigest()
    claim_version(session, WORK_YEARS, before, who | {"state": YearState.closed, "digest": content})
    subject = journal.Subject("work_year", before["id"], before["version"] + 1)
    kept = {"year": year, "digest": content, "file": digest, "rows": counted.rows}
    kept |= {"unfinished": unfinished, "note": body.note}
    journal.record(session, "work_year.closed", subject, kept)
    return queries.get_archive(session, actor, year)


def keep_levels(session: Session, year: int) -> None:
    """The level of every post of the year stays with it, whatever pack is adopted afterwards (requirement S95).

    Posts for which a later year has begun get the level they had without its risk points, and after another pack was
    adopted for later years all get the level their own year's pack gives: a late closing changes nothing.
    """
    names = ("risk_level", "level_rule", "level_explanation", "leveled_at")
    of_the_year = sa.or_(POSITIONS.c.retired_on.is_(None), POSITIONS.c.retired_on >= date(year, 1, 1))
    levels = (
        sa.select(sa.literal(year), POSITIONS.c.id, *(POSITIONS.c[name] for name in names))
        .where(of_the_year)
        .order_by(POSITIONS.c.id)
    )
    session.execute(sa.insert(YEAR_LEVELS).from_select(["year", "position_id", *names], levels))
    later = sa.select(POINTS.c.position_id).where(POINTS.c.year > year, POINTS.c.position_id.is_not(None))
    rules = rules_of(session)
    is_late = any(choice.first_year > year for choice in rules.choices)
    begun = live_positions(session) if is_late else session.execute(later.distinct()).scalars().all()
    for case, finding, rule in judged(session, rules, begun, until=year):
        values = {"risk_level": finding.level, "level_rule": rule, "level_explanation": finding.explanation}
        its_own = (YEAR_LEVELS.c.year == year, YEAR_LEVELS.c.position_id == case.position["id"])
        session.execute(sa.update(YEAR_LEVELS).where(*its_own).values(values))


def _unfinished(session: Session, actor: Actor, year: int, body: YearClosureCreate) -> dict[str, int]:
    """What is closed unfinished, for the record beside the reason; 409 unless that is accepted."""
    found = queries.readiness(session, actor, year)
    if found["blockers"] and not body.accepts_unfinished:
        parts = "、".join(f"{item['blocker'].label} {item['count']}" for item in found["blockers"])
        raise conflict(
            f"{year} 年度还有没办完的：{parts}。请先办完，或写明理由后仍然封存。", "year-unfinished"
        )
    return {item["blocker"].value: item["count"] for item in found["blockers"]}


def verify(session: Session, actor: Actor, store: Store, year: int) -> Found:
    """`YearVerificationOut`: hashes file and database anew."""
    archive = queries.find_archive(session, actor, year)
    hasher = hashlib.sha256()
    path = store.path(archive["digest"])
    if path.exists():
        with path.open("rb") as file:
            while chunk := file.read(1 << 20):
                hasher.update(chunk)
    return {
        "year": year,
        "is_file_intact": hasher.hexdigest() == archive["digest"],
        "is_content_intact": contents.content_digest(session, year, archive["layout"])
        == archive["content_digest"],
        "checked_at": now(),
    }
