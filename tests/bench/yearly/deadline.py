"""The day on which everybody hands in: so many people save at once, and afterwards nothing may be lost or doubled."""

import asyncio
import ssl
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from statistics import quantiles
from typing import Any
from uuid import uuid4

import httpx
import sqlalchemy as sa
from sqlmodel import Session

from backend.kit.db import Database
from backend.kit.journal import Event
from backend.kit.table import table_of
from backend.risks.models import RiskInventory, RiskPoint, RiskTally
from tests.bench.college import Login
from tests.bench.servers import Server
from tests.bench.yearly.cockpits import Page
from tests.bench.yearly.college import College
from tests.bench.yearly.sheets import Sheet
from tests.bench.yearly.writers import CELLS, Browser, Log, Told, Writer, read

INVENTORIES, POINTS, TALLY, EVENTS = (
    table_of(model) for model in (RiskInventory, RiskPoint, RiskTally, Event)
)
READERS = 5
COCKPITS = ("overview/college", "overview/progress?size=20", "overview/workbench")


@dataclass(frozen=True)
class Rush:
    """How many people, for how long, and how many seconds they think between two saves."""

    people: int = 500
    seconds: int = 300
    pause: float = 10


def run(
    servers: Sequence[Server], database: Database, college: College, sheets: Sequence[Sheet], rush: Rush
) -> dict[str, Any]:
    """The load over one or more processes, then the comparison of every acknowledged save with what is stored."""
    writing = {member.person_id for member in college.writers[: rush.people]}
    own = [sheet for sheet in sheets if sheet.member and sheet.member.person_id in writing]
    log, writers, used = asyncio.run(_work(servers, college, own, rush))
    with database.session(read_only=True) as session:
        faults = compare(session, [writer.told for writer in writers])
    saves = sum(writer.told.saves for writer in writers)
    return {
        "people": len(writers),
        "seconds": rush.seconds,
        "pause": rush.pause,
        "processes": len(servers),
        "saves": saves,
        "saves_per_second": saves / used.seconds,
        "cut_off": log.cut,
        "errors": dict(log.errors),
        "took": {kind: _spread(values) for kind, values in log.took.items()},
        "client_share": used.client / used.seconds,
        "server_share": used.servers / used.seconds,
        "faults": faults,
    }


def _spread(values: Sequence[float]) -> dict[str, float]:
    cuts = quantiles(values, n=100, method="inclusive") if len(values) > 1 else [values[0]] * 99
    return {"count": len(values), "p50_ms": cuts[49], "p99_ms": cuts[98], "max_ms": max(values)}


@dataclass(frozen=True)
class Used:
    """Seconds: of the clock, and of the processors by the client and by the servers together."""

    seconds: float
    client: float
    servers: float

    def __sub__(self, other: "Used") -> "Used":
        return Used(self.seconds - other.seconds, self.client - other.client, self.servers - other.servers)


def _used(servers: Sequence[Server]) -> Used:
    spent = sum(server.processor_seconds() for server in servers)
    return Used(time.perf_counter(), time.process_time(), spent)


async def _work(
    servers: Sequence[Server], college: College, sheets: Sequence[Sheet], rush: Rush
) -> tuple[Log, list[Writer], Used]:
    """Everybody opens his sheet; then all save while some look at the cockpits."""
    log, trust, mark = Log(), ssl.create_default_context(), uuid4().hex[:6]
    async with AsyncExitStack() as stack:

        async def browser(at: int, login: Login) -> Browser:
            server = servers[at % len(servers)]
            client = httpx.AsyncClient(base_url=server.origin, timeout=30, verify=trust)
            return Browser(server, login, log, await stack.enter_async_context(client))

        writers = [
            Writer(await browser(at, sheet.member.login), sheet.id, log, at, mark)
            for at, sheet in enumerate(sheets)
            if sheet.member
        ]
        watching = [college.office, *(leader.login for leader in college.leaders)][:READERS]
        readers = [(await browser(at, login), login) for at, login in enumerate(watching)]
        await asyncio.gather(*(writer.open(rush.pause) for writer in writers))
        before, until = _used(servers), time.monotonic() + rush.seconds
        async with asyncio.TaskGroup() as people:
            for writer in writers:
                people.create_task(writer.work(until, rush.pause))
            for at, (reader, login) in enumerate(readers):
                page = Page("reader", login, COCKPITS[at % len(COCKPITS)])
                people.create_task(read(reader, page, until, rush.pause / 5, at))
        return log, writers, _used(servers) - before


def compare(session: Session, everybody: Sequence[Told]) -> list[str]:
    """What is lost, doubled or different from what the server acknowledged; empty when all is well."""
    faults: list[str] = []
    for told in everybody:
        faults += _sheet_faults(session, told)
    live = sa.select(sa.func.count()).select_from(POINTS).where(POINTS.c.retired_at.is_(None))
    counted = sa.select(sa.func.sum(TALLY.c.points))
    if session.execute(live).scalar_one() != session.execute(counted).scalar_one():
        faults.append("the tally does not count the live points")
    return faults


def _sheet_faults(session: Session, told: Told) -> list[str]:
    sheet, of_sheet = told.sheet_id, POINTS.c.inventory_id == told.sheet_id
    statement = sa.select(POINTS.c.id, *(POINTS.c[name] for name in CELLS)).where(
        of_sheet, POINTS.c.retired_at.is_(None)
    )
    stored = [tuple(row) for row in session.execute(statement.order_by(POINTS.c.ordinal))]
    shown = [tuple(row[name] for name in ("id", *CELLS)) for row in told.rows]
    version = session.execute(sa.select(INVENTORIES.c.version).where(INVENTORIES.c.id == sheet)).scalar_one()
    faults = []
    if stored != shown:
        faults.append(f"sheet {sheet}: {len(stored)} rows stored differ from the {len(shown)} acknowledged")
    if version != told.version:
        faults.append(f"sheet {sheet}: version {version} stored, {told.version} acknowledged")
    names = Counter(row[2] for row in stored)
    faults += [f"sheet {sheet}: {name} is there twice" for name, times in names.items() if times > 1]
    return faults + _journal_faults(session, told)


def _journal_faults(session: Session, told: Told) -> list[str]:
    """Each acknowledged version of a row has left exactly one event."""
    points = sa.select(POINTS.c.id).where(POINTS.c.inventory_id == told.sheet_id)
    statement = sa.select(EVENTS.c.subject_id, EVENTS.c.subject_version).where(
        EVENTS.c.subject_kind == "risk_point", EVENTS.c.subject_id.in_(points)
    )
    left = Counter((point, version) for point, version in session.execute(statement))
    said = Counter(told.acknowledged)
    lost = [key for key in said if left[key] == 0]
    twice = [key for key, times in (left | said).items() if times > 1]
    return [f"row {key} acknowledged and lost" for key in lost] + [
        f"row {key} written twice" for key in twice
    ]
