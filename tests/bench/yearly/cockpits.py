"""What each cockpit page takes of the server, beside the database doing the same reads with its driver alone."""

import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import httpx
import psycopg
import sqlalchemy as sa

from backend.access.keys import new_signing_key
from backend.access.rules import ACCESS_TTL
from backend.access.tokens import Purpose
from backend.main import API, create_app
from backend.settings import Settings
from tests.bench import load
from tests.bench.college import Login
from tests.bench.servers import SECRET, Server
from tests.bench.yearly.college import College
from tests.clients import AppClient

ROUNDS, WARM_UP, RAW_ROUNDS = 40, 5, 20
Result = dict[str, float]
Statement = tuple[str, Any]


@dataclass(frozen=True)
class Page:
    """A read the web client makes for somebody; what it reads about is filled into the path (`subject`)."""

    who: str
    login: Login
    path: str

    @property
    def name(self) -> str:
        """For tables."""
        return f"{self.who} {self.path}"


def pages(college: College) -> list[Page]:
    """Every cockpit as each of its people opens it."""
    head, liaison, staff = (college.staff[0][at].login for at in (0, 1, 2))
    leader = college.leaders[0].login
    everywhere = ("overview/workbench", "overview/college", "overview/posts", "todos", "search?q=采购")
    progress, glances = "overview/progress", "overview/departments?size=50"
    inbox, messages, notices = "reviews?mine=true&size=20", "notifications?size=20", "notices?size=20"
    summary, obligations = "obligations/summary?by=department&size=100", "obligations?size=50"
    differences, quality = "years/{year}/differences", "quality/summary?year={year}"
    years = ("years/{year}/comparison", f"{differences}?size=20")
    review = (
        "reviews/{review_id}",
        "reviews/{review_id}/comments?size=200",
        "risk-inventories/{sheet_id}",
        "quality/risk-inventories/{sheet_id}",
        differences + "?department_id={department_id}&size=200",
    )
    opened: list[tuple[str, Login, tuple[str, ...]]] = [
        ("office", college.office, (f"{progress}?size=20", f"{progress}?size=100", glances, quality, *years)),
        ("office", college.office, (*everywhere, inbox, "reviews/counts", notices, summary, obligations)),
        ("leader", leader, (f"{progress}?size=20", glances, *everywhere, inbox, quality, *years)),
        ("head", head, (f"{progress}?size=1", *everywhere, inbox, notices, quality, *review)),
        ("liaison", liaison, (f"{progress}?size=1", *everywhere, obligations, messages)),
        ("staff", staff, (*everywhere, messages, "notifications/counts")),
    ]
    return [Page(who, login, path) for who, login, paths in opened for path in paths]


def subject(server: Server, college: College) -> dict[str, int]:
    """What the pages about one thing are opened with: the sheet that has waited longest for the first head."""
    headers = {"Authorization": f"Bearer {server.token(college.staff[0][0].login)}"}
    path = f"{server.origin}{API}/reviews?mine=true&subject_kind=risk_inventory&sort=oldest&size=1"
    answer = httpx.get(path, headers=headers, timeout=60).raise_for_status()
    (review,) = answer.json()["items"]
    sheet_id, department_id = review["subject_id"], review["department_id"]
    return {
        "review_id": review["id"],
        "sheet_id": sheet_id,
        "department_id": department_id,
        "year": review["year"],
    }


def measure(url: str, server: Server, college: College, rounds: int = ROUNDS) -> dict[str, Result]:
    """By page: milliseconds of an answer over one connection, of the processor, and what is read for it."""
    found: dict[str, Result] = {}
    about = subject(server, college)
    with Recorder(url) as recorder:
        for named in pages(college):
            page = replace(named, path=named.path.format(**about))
            statements = recorder.statements(page)
            found[named.name] = _timed(server, page, rounds) | {
                "statements": len(statements),
                "raw_ms": replayed(url, statements),
            }
    return found


def _timed(server: Server, page: Page, rounds: int) -> Result:
    took: list[float] = []
    headers = {"Authorization": f"Bearer {server.token(page.login)}"}
    with httpx.Client(base_url=f"{server.origin}{API}/", headers=headers, timeout=60) as client:
        for _ in range(WARM_UP):
            client.get(page.path).raise_for_status()
        before = server.processor_seconds()
        for _ in range(rounds):
            started = time.perf_counter()
            answer = client.get(page.path)
            took.append((time.perf_counter() - started) * 1000)
        spent = server.processor_seconds() - before
    return {
        "median_ms": median(took),
        "p95_ms": quantiles(took, n=20, method="inclusive")[-1],
        "processor_ms": spent * 1000 / rounds,
        "kilobytes": len(answer.content) / 1024,
    }


class Recorder:
    """The product in this process on the same database; notes each statement a page sends."""

    def __init__(self, url: str) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="lianfang-bench-")
        settings = Settings.model_validate(
            {
                "environment": "test",
                "database_url": url,
                "secret_key": SECRET,
                "signing_key": new_signing_key(),
                "data_dir": Path(self._folder.name),
            }
        )
        self._app, self._noted = create_app(settings), list[Statement]()
        engine: sa.Engine = self._app.state.database.engine
        sa.event.listen(engine, "before_cursor_execute", self._note)

    def __enter__(self) -> "Recorder":
        return self

    def __exit__(self, *_: object) -> None:
        self._app.state.database.dispose()
        self._folder.cleanup()

    def _note(self, _connection: Any, _cursor: Any, text: str, values: Any, *_: Any) -> None:
        if not text.startswith(("BEGIN", "PRAGMA")):
            self._noted.append((text, values))

    def statements(self, page: Page) -> list[Statement]:
        """What the page reads, as its driver gets it."""
        login = page.login
        extra = {"sid": login.family, "stamp": login.stamp}
        keys = self._app.state.keys
        token = keys.issue(Purpose.access, str(login.user_id), extra, lifetime=ACCESS_TTL)
        client = AppClient(self._app, headers={"Authorization": f"Bearer {token}"})
        client.get(f"{API}/{page.path}").raise_for_status()
        self._noted.clear()
        client.get(f"{API}/{page.path}").raise_for_status()
        return list(self._noted)


def replayed(url: str, statements: list[Statement]) -> float:
    """Milliseconds the driver alone takes for them, every row fetched."""
    opened: Any = (
        load.open_sqlite(url) if url.startswith("sqlite") else psycopg.connect(load.plain_address(url))
    )
    with closing(opened) as connection:
        cursor = connection.cursor()
        return median(_took(lambda: _run(cursor, statements)) for _ in range(RAW_ROUNDS))


def _run(cursor: Any, statements: list[Statement]) -> None:
    for text, values in statements:
        cursor.execute(text, values)
        cursor.fetchall()


def _took(work: Callable[[], None]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000
