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

import httpx
import sqlalchemy as sa
from sqlmodel import Session

from backend.kit.db import Database
from backend.kit.journal import Event
from backend.kit.table import table_of
from backend.risks.models import RiskInventory, RiskPoint, RiskTally
from tests.bench.servers import Server
from tests.bench.yearly.cockpits import Page
from tests.bench.yearly.college import College
from tests.bench.yearly.sheets import Sheet
from tests.bench.yearly.writers import CELLS, Browser, Log, Writer, read

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
    before = [server.processor_seconds() for server in servers]
    own_before, started = time.process_time(), time.perf_counter()
    log, writers = asyncio.run(_work(servers, college, own, rush))
    took = time.perf_counter() - started
    spent = sum(server.processor_seconds() - start for server, start in zip(servers, before, strict=True))
    with database.session(read_only=True) as session:
        faults = compare(session, writers)
    return {
        "people": len(writers),
        "seconds": rush.seconds,
        "pause": rush.pause,
        "processes": len(servers),
        "saves": sum(writer.saves for writer in writers),
        "saves_per_second": sum(writer.saves for writer in writers) / took,
        "cut_off": log.cut,
        "errors": dict(log.errors),
        "took": {kind: _spread(values) for kind, values in log.took.items()},
        "client_share": (time.process_time() - own_before) / took,
        "server_share": spent / took,
        "faults": faults,
    }


def _spread(values: Sequence[float]) -> dict[str, float]:
    cuts = quantiles(values, n=100) if len(values) > 1 else [values[0]] * 99
    return {"count": len(values), "p50_ms": cuts[49], "p99_ms": cuts[98], "max_ms": max(values)}


async def _work(
    servers: Sequence[Server], college: College, sheets: Sequence[Sheet], rush: Rush
) -> tuple[Log, list[Writer]]:
    log, writers, until = Log(), list[Writer](), time.monotonic() + rush.seconds
    trust = ssl.create_default_context()
    async with AsyncExitStack() as stack, asyncio.TaskGroup() as people:

        async def client(server: Server) -> httpx.AsyncClient:
            return await stack.enter_async_context(
                httpx.AsyncClient(base_url=server.origin, timeout=30, verify=trust)
            )

        for at, sheet in enumerate(sheets):
            server = servers[at % len(servers)]
            assert sheet.member is not None
            browser = Browser(server, sheet.member.login, log, await client(server))
            writers.append(Writer(browser, sheet.id, log, at))
            people.create_task(writers[-1].work(until, rush.pause))
        watching = [college.office, *(leader.login for leader in college.leaders)][:READERS]
        for at, login in enumerate(watching):
            server, page = servers[at % len(servers)], Page("reader", login, COCKPITS[at % len(COCKPITS)])
            browser = Browser(server, login, log, await client(server))
            people.create_task(read(browser, page, until, rush.pause / 5, at))
    return log, writers


def compare(session: Session, writers: Sequence[Writer]) -> list[str]:
    """What is lost, doubled or different from what the server acknowledged; empty when all is well."""
    faults: list[str] = []
    for writer in writers:
        faults += _sheet_faults(session, writer)
    live = sa.select(sa.func.count()).select_from(POINTS).where(POINTS.c.retired_at.is_(None))
    counted = sa.select(sa.func.sum(TALLY.c.points))
    if session.execute(live).scalar_one() != session.execute(counted).scalar_one():
        faults.append("the tally does not count the live points")
    return faults


def _sheet_faults(session: Session, writer: Writer) -> list[str]:
    sheet, of_sheet = writer.sheet_id, POINTS.c.inventory_id == writer.sheet_id
    statement = sa.select(POINTS.c.id, *(POINTS.c[name] for name in CELLS)).where(
        of_sheet, POINTS.c.retired_at.is_(None)
    )
    stored = [tuple(row) for row in session.execute(statement.order_by(POINTS.c.ordinal))]
    shown = [tuple(row[name] for name in ("id", *CELLS)) for row in writer.rows]
    version = session.execute(sa.select(INVENTORIES.c.version).where(INVENTORIES.c.id == sheet)).scalar_one()
    faults = []
    if stored != shown:
        faults.append(f"sheet {sheet}: {len(stored)} rows stored differ from the {len(shown)} acknowledged")
    if version != writer.version:
        faults.append(f"sheet {sheet}: version {version} stored, {writer.version} acknowledged")
    names = Counter(row[2] for row in stored)
    faults += [f"sheet {sheet}: {name} is there twice" for name, times in names.items() if times > 1]
    return faults + _journal_faults(session, writer)


def _journal_faults(session: Session, writer: Writer) -> list[str]:
    """Each acknowledged version of a row has left exactly one event."""
    points = sa.select(POINTS.c.id).where(POINTS.c.inventory_id == writer.sheet_id)
    statement = sa.select(EVENTS.c.subject_id, EVENTS.c.subject_version).where(
        EVENTS.c.subject_kind == "risk_point", EVENTS.c.subject_id.in_(points)
    )
    left = Counter((point, version) for point, version in session.execute(statement))
    told = Counter(writer.acknowledged)
    lost = [key for key in told if left[key] == 0]
    twice = [key for key, times in (left | told).items() if times > 1]
    return [f"row {key} acknowledged and lost" for key in lost] + [
        f"row {key} written twice" for key in twice
    ]
