"""People in front of their browsers: each fills in his sheet, which saves itself as the web client does it.

Open the sheet, change a cell, save all rows with If-Match, read the doubts about the new version, think, go on. What
the server refuses for a while is sent again after five seconds; a stale version is read anew and the change redone.
"""

import asyncio
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import httpx

from backend.main import API
from tests.bench.college import Login
from tests.bench.servers import Server
from tests.bench.yearly.cockpits import Page

CELLS = ("duty", "name", "manifestation", "causes", "measures", "remark")
EDITED = ("manifestation", "causes", "measures", "remark")
MOST_ROWS, NEW_ROW_IN, CUT_IN = 15, 10, 50
"""One change in so many adds a row; one save in so many loses its connection before the answer."""
TOKEN_SECONDS, AGAIN_SECONDS, CUT_SECONDS = 200, 5, 0.02
Row = dict[str, Any]


@dataclass
class Log:
    """What everybody saw: milliseconds by kind of request, and errors by kind."""

    took: dict[str, list[float]] = field(default_factory=dict)
    errors: Counter[str] = field(default_factory=Counter)
    cut: int = 0

    def note(self, kind: str, started: float) -> None:
        """One answer."""
        self.took.setdefault(kind, []).append((time.perf_counter() - started) * 1000)


class Browser:
    """One signed-in connection."""

    def __init__(self, server: Server, login: Login, log: Log, client: httpx.AsyncClient) -> None:
        self._server, self._login, self._log, self._client = server, login, log, client
        self._token, self._until = "", 0.0

    def _headers(self) -> dict[str, str]:
        if time.monotonic() > self._until:
            self._token, self._until = self._server.token(self._login), time.monotonic() + TOKEN_SECONDS
        return {"Authorization": f"Bearer {self._token}", "X-Requested-With": "lianfang"}

    async def send(self, kind: str, method: str, path: str, **more: Any) -> httpx.Response | None:
        """The answer, whatever it says; None when there was none. Both leave their trace in the log."""
        headers = self._headers() | more.pop("headers", {})
        started = time.perf_counter()
        try:
            answer = await self._client.request(method, f"{API}/{path}", headers=headers, **more)
        except httpx.TransportError as error:
            self._log.errors[f"{kind} {type(error).__name__}"] += 1
            return None
        self._log.note(kind, started)
        if answer.is_error:
            slug = answer.json().get("type", "").rpartition("/")[2]
            self._log.errors[f"{kind} {answer.status_code} {slug}"] += 1
        return answer

    async def lose(self, method: str, path: str, **more: Any) -> None:
        """Sends and hangs up before the answer."""
        headers = self._headers() | more.pop("headers", {})
        limit = httpx.Timeout(30, read=CUT_SECONDS)
        try:
            await self._client.request(method, f"{API}/{path}", headers=headers, timeout=limit, **more)
        except httpx.TransportError:
            self._log.cut += 1


@dataclass
class Told:
    """What the server said about one sheet last; `acknowledged` are all (point, version) it said it stored."""

    sheet_id: int
    rows: list[Row] = field(default_factory=list)
    version: int = 0
    acknowledged: list[tuple[int, int]] = field(default_factory=list)
    saves: int = 0


class Writer:
    """Somebody who fills in one sheet."""

    def __init__(self, browser: Browser, sheet_id: int, log: Log, seed: int, mark: str) -> None:
        """`mark` is this run's own: an earlier one may have left its words on the same sheet."""
        self.told = Told(sheet_id)
        self._browser, self._log, self._dice, self._turn = browser, log, random.Random(seed), 0
        self._mark = mark

    async def open(self, pause: float) -> None:
        """Opens the sheet some time within the pause."""
        await asyncio.sleep(self._dice.uniform(0, pause))
        await self._open("open")

    async def work(self, until: float, pause: float) -> None:
        """Until the instant (monotonic); the last change is saved whatever it takes."""
        await asyncio.sleep(self._dice.uniform(0, pause))
        while time.monotonic() < until:
            await self._change()
            await self._browser.send("doubts", "GET", f"quality/risk-inventories/{self.told.sheet_id}")
            await asyncio.sleep(self._dice.uniform(0.5, 1.5) * pause)

    async def _open(self, kind: str) -> None:
        while True:
            answer = await self._browser.send(kind, "GET", f"risk-inventories/{self.told.sheet_id}")
            if answer is not None and answer.is_success:
                self._adopt(answer.json())
                return
            await asyncio.sleep(AGAIN_SECONDS)

    def _adopt(self, sheet: Row) -> None:
        self.told.version = sheet["version"]
        self.told.rows = [{name: row[name] for name in ("id", "version", *CELLS)} for row in sheet["rows"]]

    async def _change(self) -> None:
        """One change, until it is stored."""
        self._turn += 1
        mark = f"第 {self._turn} 次修改（{self._mark}）"
        adds = self._dice.randrange(NEW_ROW_IN) == 0 and len(self.told.rows) < MOST_ROWS
        place, cell = self._dice.randrange(len(self.told.rows)), self._dice.choice(EDITED)
        is_lost = self._dice.randrange(CUT_IN) == 0
        while True:
            rows = self._with(adds, place, cell, mark)
            if rows is None:
                return  # the save whose answer was lost had arrived
            if is_lost:
                is_lost = False
                await self._browser.lose("PUT", self._address, **self._payload(rows))
            elif await self._save(rows):
                return

    def _with(self, adds: bool, place: int, cell: str, mark: str) -> list[Row] | None:
        """The rows with the change; None when they have it."""
        if adds:
            name = f"新查找的风险点 {self.told.sheet_id} {mark}"
            if any(row["name"] == name for row in self.told.rows):
                return None
            return [*self.told.rows, dict.fromkeys(CELLS, "有待补充") | {"name": name}]
        text = f"每季度由科长组织复核并留存记录，{mark}"
        if self.told.rows[place][cell] == text:
            return None
        return [row | {cell: text} if at == place else row for at, row in enumerate(self.told.rows)]

    @property
    def _address(self) -> str:
        return f"risk-inventories/{self.told.sheet_id}/rows"

    def _payload(self, rows: list[Row]) -> dict[str, Any]:
        sent = [{name: value for name, value in row.items() if name != "version"} for row in rows]
        return {"json": {"rows": sent}, "headers": {"If-Match": f'"v{self.told.version}"'}}

    async def _save(self, rows: list[Row]) -> bool:
        answer = await self._browser.send("save", "PUT", self._address, **self._payload(rows))
        if answer is not None and answer.is_success:
            self._accept(rows, answer.json())
            return True
        if answer is not None and answer.status_code in (409, 412):
            await self._open("read again")
        else:
            await asyncio.sleep(AGAIN_SECONDS)
        return False

    def _accept(self, sent: list[Row], sheet: Row) -> None:
        """Notes what the server says it stored; it must be what was sent."""
        known = {row.get("id"): row["version"] for row in self.told.rows}
        self._adopt(sheet)
        self.told.saves += 1
        if [texts(row) for row in self.told.rows] != [texts(row) for row in sent]:
            self._log.errors["save answered with other rows"] += 1
        self.told.acknowledged += [
            (row["id"], row["version"]) for row in self.told.rows if known.get(row["id"]) != row["version"]
        ]


def texts(row: Row) -> tuple[str, ...]:
    """What a person wrote."""
    return tuple(row[name] for name in CELLS)


async def read(browser: Browser, page: Page, until: float, pause: float, seed: int) -> None:
    """Somebody who looks at a cockpit again and again."""
    dice = random.Random(seed)
    while time.monotonic() < until:
        await browser.send("cockpit", "GET", page.path)
        await asyncio.sleep(dice.uniform(0.5, 1.5) * pause)
