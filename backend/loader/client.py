"""A client for scripts: retries what is worth retrying, never does a thing twice, says in Chinese what went wrong.

with Client("https://lianfang.example.edu.cn", token) as client:
    client.load("positions", [{"code": "JWC-03", "name": "教材管理岗", …}])
"""

import random
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

import httpx
import orjson

API = "/api/v1"
ATTEMPTS = 8
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 60.0
"""Seconds. Each failure doubles the pause; a random part keeps many scripts from coming back together."""
TIMEOUT = httpx.Timeout(300, connect=10)
TRANSIENT = frozenset({408, 425, 429, 500, 502, 503, 504})
CONTENDED = frozenset({"/problems/in-progress", "/problems/conflict"})
"""409 that passes by itself: the same request still runs, or another writer was faster."""
CSV = "text/csv; charset=utf-8"

Report = dict[str, Any]


class ApiError(Exception):
    """An answer that will not get better by trying again; `problem` is its RFC 9457 body."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        self.status, self.problem = status, dict(problem)
        details = [str(error.get("detail", "")) for error in problem.get("errors") or ()]
        said = details or [str(problem.get("detail") or "")]
        super().__init__(
            f"{problem.get('title') or '请求没有成功'}（{status}）：{'；'.join(filter(None, said))}"
        )


class Unreachable(Exception):
    """The server did not answer, or was busy, for as long as we tried."""


class Client:
    """One server and one token; usable as a context manager. `wait` and `transport` are for tests."""

    def __init__(
        self,
        url: str,
        token: str,
        *,
        attempts: int = ATTEMPTS,
        verify: str | bool = True,
        wait: Callable[[float], None] = time.sleep,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        base = url.rstrip("/").removesuffix(API)
        headers = {"Authorization": f"Bearer {token}", "User-Agent": "lianfang-client/1"}
        self._http = httpx.Client(
            base_url=base + API, headers=headers, timeout=TIMEOUT, verify=verify, transport=transport
        )
        self._attempts, self._wait = attempts, wait

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connections."""
        self._http.close()

    def request(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        json: Any = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """Sends until there is an answer. A POST gets an Idempotency-Key, so trying again cannot do it twice.

        Raises ApiError for answers of 400 and above, Unreachable when every attempt failed.
        """
        sent = dict(headers or {})
        if method == "POST":
            sent.setdefault("Idempotency-Key", uuid4().hex)
        if json is not None:
            content, sent["Content-Type"] = orjson.dumps(json), "application/json"
        reason = ""
        for attempt in range(self._attempts):
            pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2**attempt)
            pause = pause / 2 + random.uniform(0, pause / 2)  # noqa: S311  # spreads load, guards nothing
            try:
                response = self._http.request(method, path, params=params, content=content, headers=sent)
            except httpx.TransportError as error:
                reason = f"连不上服务器（{type(error).__name__}）"
            else:
                if response.status_code < 400:
                    return response
                problem = _problem(response)
                if not _passes(response, problem):
                    raise ApiError(response.status_code, problem)
                reason = f"{problem.get('title', '服务器暂时不能处理')}（{response.status_code}）"
                pause = max(pause, _asked_pause(response))
            if attempt + 1 < self._attempts:
                self._wait(pause)
        raise Unreachable(f"试了 {self._attempts} 次，{reason}。请稍后再试。")

    def get(self, path: str, **params: Any) -> Any:
        """The decoded answer to a GET."""
        return self.request("GET", path, params=params).json()

    def columns(self, resource: str) -> list[dict[str, Any]]:
        """The columns a file of `positions`, `people` or `departments` may have; the key first."""
        found: list[dict[str, Any]] = self.get(f"/{resource}/bulk/columns")["columns"]
        return found

    def load(
        self,
        resource: str,
        rows: Sequence[Mapping[str, Any]],
        *,
        mode: str = "atomic",
        dry_run: bool = False,
        key: str | None = None,
    ) -> Report:
        """Upserts rows given as objects; the answer is the API's BulkReport.

        Give the same `key` when repeating after a crash: the rows are then not loaded twice.
        """
        return self._load(resource, orjson.dumps(list(rows)), "application/json", mode, dry_run, key)

    def load_csv(
        self,
        resource: str,
        content: bytes,
        *,
        mode: str = "atomic",
        dry_run: bool = False,
        key: str | None = None,
    ) -> Report:
        """Upserts the rows of a csv file with a header."""
        return self._load(resource, content, CSV, mode, dry_run, key)

    def upload(
        self, path: str, name: str, content: bytes, fields: Mapping[str, str] | None = None
    ) -> httpx.Response:
        """Sends one file as a browser's form would; a repetition is the same bytes and is known by its key."""
        form = httpx.Request("POST", self._http.base_url, files={"file": (name, content)}, data=fields)
        return self.request(
            "POST", path, content=form.read(), headers={"Content-Type": form.headers["Content-Type"]}
        )

    def _load(
        self, resource: str, content: bytes, media: str, mode: str, dry_run: bool, key: str | None
    ) -> Report:
        response = self.request(
            "POST",
            f"/{resource}/bulk",
            params={"mode": mode, "dry_run": dry_run},
            content=content,
            headers={"Content-Type": media, "Idempotency-Key": key or uuid4().hex},
        )
        report: Report = response.json()
        return report


def _problem(response: httpx.Response) -> dict[str, Any]:
    try:
        body = response.json()
    except ValueError:
        body = None
    return body if isinstance(body, dict) else {"title": response.reason_phrase}


def _passes(response: httpx.Response, problem: Mapping[str, Any]) -> bool:
    is_contended = response.status_code == 409 and problem.get("type") in CONTENDED
    return response.status_code in TRANSIENT or is_contended


def _asked_pause(response: httpx.Response) -> float:
    """Seconds of Retry-After, given as a number or a date (RFC 9110 §10.2.3); 0 without one."""
    value = response.headers.get("retry-after", "").strip()
    if value.isdigit():
        return float(value)
    try:
        when = parsedate_to_datetime(value)
    except ValueError:
        return 0.0
    return max(0.0, (when - datetime.now(UTC)).total_seconds())
