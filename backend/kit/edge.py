"""The outermost layer of every request: its id, its limits, and the headers of every answer.

One plain ASGI class, because it runs for each request: a request without a body costs a few microseconds here.
"""

import asyncio
import re
import secrets
from collections.abc import Iterable, Mapping
from urllib.parse import unquote_to_bytes

import anyio.to_thread
from fastapi import FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backend.kit import strict_json
from backend.kit.deadlines import Deadline
from backend.kit.problems import FieldError, Problem, problem_response
from backend.settings import Settings

MIB = 1024 * 1024
BODY_LIMIT, LARGE_BODY_LIMIT, HEAD_LIMIT, TARGET_LIMIT = MIB, 20 * MIB, 16 * 1024, 8 * 1024
RECEIVE_SECONDS = 10.0
SLOWEST_BYTES_PER_SECOND = 64 * 1024
"""A body may take ten seconds, and longer only as long as it keeps this pace."""
THREAD_FROM = 128 * 1024
"""Bodies from this size on are checked off the event loop."""

REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{8,64}")
BAD_PATH = re.compile(r"[\x00-\x1f\x7f\\\ud800-\udfff\ufffd]|(?:^|/)\.\.?(?:/|$)")
BAD_QUERY = re.compile(rb"%00|[^!-~]")
NDJSON = (b"application/x-ndjson", b"application/jsonl")
NEVER_STORED = ("/api/", "/oauth/")

Headers = tuple[tuple[bytes, bytes], ...]

ALWAYS: Headers = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (
        b"permissions-policy",
        b"camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
    ),
)
API_POLICY = b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
PAGE_POLICY = (
    b"default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    b"object-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)
HSTS = (b"strict-transport-security", b"max-age=63072000; includeSubDomains")
NO_STORE = (b"cache-control", b"no-store")


CRASH = Problem("internal", "系统出错了", 500, "请把请求编号（request_id）告诉系统管理员。")


class BodyRefused(Exception):
    """Ends the application's reading. The answer is the refusal, whatever the application makes of this."""


def _refusal(slug: str, title: str, status: int, detail: str) -> Problem:
    # The rest of the request is not read, so the connection cannot serve another one.
    return Problem(slug, title, status, detail, headers={"Connection": "close"})


def too_large(limit: int) -> Problem:
    """413 naming the limit."""
    return _refusal("too-large", "提交的内容过大", 413, f"一次最多 {limit // MIB} MB，请拆成几次提交。")


def too_slow() -> Problem:
    """408 for a body that does not arrive."""
    return _refusal("too-slow", "接收超时", 408, "内容没有及时传完，请检查网络后重试。")


def check_target(scope: Scope) -> None:
    """Refuses paths and queries that could only be an attack or a broken client. Raises Problem 400, 414, 431."""
    query: bytes = scope["query_string"]
    path: str = scope["path"]
    if len(query) + len(path) > TARGET_LIMIT:
        raise _refusal("target-too-long", "地址过长", 414, "请减少查询条件后再试。")
    if sum(len(name) + len(value) for name, value in scope["headers"]) > HEAD_LIMIT:
        raise _refusal("head-too-large", "请求头过大", 431, "请清除本站的浏览器数据后重新登录。")
    if BAD_PATH.search(path):
        raise Problem("bad-path", "地址有误", 400, "地址里有无法识别的字符，请从页面上的链接重新进入。")
    if not query:
        return
    if BAD_QUERY.search(query):
        raise Problem(
            "bad-query", "查询参数有误", 400, "查询参数里有不允许的字符；汉字要按 UTF-8 作百分号编码。"
        )
    if b"%" in query:
        try:
            unquote_to_bytes(query).decode()
        except UnicodeDecodeError:
            raise Problem("bad-query", "查询参数有误", 400, "查询参数要用 UTF-8 作百分号编码。") from None


class Intake:
    """Reads one request's body under a limit on its size and its time. `limit` in bytes, `patience` in seconds."""

    def __init__(self, receive: Receive, limit: int, patience: float) -> None:
        self._receive, self._limit, self._patience = receive, limit, patience
        self._start = asyncio.get_running_loop().time()
        self._received = 0
        self._complete = False
        self.refusal: Problem | None = None

    def _refuse(self, problem: Problem) -> BodyRefused:
        self.refusal = problem
        return BodyRefused(problem.title)

    async def __call__(self) -> Message:
        """The application's `receive`."""
        if self._complete:
            return await self._receive()
        deadline = self._start + self._patience + self._received / SLOWEST_BYTES_PER_SECOND
        try:
            async with asyncio.timeout_at(deadline):
                message = await self._receive()
        except TimeoutError:
            raise self._refuse(too_slow()) from None
        if message["type"] == "http.request":
            self._received += len(message.get("body", b""))
            self._complete = not message.get("more_body", False)
            if self._received > self._limit:
                raise self._refuse(too_large(self._limit))
        return message

    async def whole(self) -> bytes | None:
        """The complete body, or None when the client went away."""
        chunks: list[bytes] = []
        while not self._complete:
            message = await self()
            if message["type"] != "http.request":
                return None
            chunks.append(message.get("body", b""))
        return b"".join(chunks)


def _replay(body: bytes, receive: Receive) -> Receive:
    first: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> Message:
        return first.pop() if first else await receive()

    return replayed


async def check_json(body: bytes) -> None:
    """Raises Problem 400 unless `body` is empty or strict JSON."""
    if not body:
        return
    try:
        if len(body) < THREAD_FROM:
            strict_json.check(body)
        else:
            await anyio.to_thread.run_sync(strict_json.check, body)
    except strict_json.NotStrict as error:
        fields = (FieldError("", error.code, error.detail),)
        raise Problem("bad-json", "内容不是规范的 JSON", 400, error.detail, fields) from None


class Answer:
    """The application's `send`: adds the headers; falls silent when the body was refused in the meantime."""

    def __init__(self, send: Send, path: str, added: Headers) -> None:
        self._send, self._path, self._added = send, path, added
        self.intake: Intake | None = None
        self.is_started = False

    @property
    def refusal(self) -> Problem | None:
        """What was wrong with the body, once that is known."""
        return self.intake.refusal if self.intake is not None else None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if self.refusal is not None:
                return
            self.is_started = True
            message = {**message, "headers": self._headers(message.get("headers", ()))}
        if self.is_started:
            await self._send(message)

    def _headers(self, given: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        headers = [*given, *self._added]
        present = dict(headers)
        if b"content-security-policy" not in present:
            is_page = present.get(b"content-type", b"").startswith(b"text/html")
            headers.append((b"content-security-policy", PAGE_POLICY if is_page else API_POLICY))
        if b"cache-control" not in present and self._path.startswith(NEVER_STORED):
            headers.append(NO_STORE)
        return headers

    async def problem(self, problem: Problem, scope: Scope) -> None:
        """Sends a problem of the edge itself, unless an answer is already under way."""
        if self.is_started:
            return
        self.intake = None
        instance = self._path.encode("ascii", "backslashreplace").decode()
        response = problem_response(problem, scope["state"]["request_id"], instance)
        # The request's own receive is not passed on: nothing more is read from it.
        await response(scope, _nothing, self)


async def _nothing() -> Message:
    return {"type": "http.disconnect"}


class Edge:
    """ASGI middleware; see the module.

    Bulk loads of signed-in callers and uploads take 20 MiB, all else 1 MiB.
    `patience`: seconds for a body. `is_secure`: browsers reach us over https only.
    """

    def __init__(
        self,
        app: ASGIApp,
        is_secure: bool = False,
        patience: float = RECEIVE_SECONDS,
    ) -> None:
        self._app = app
        self._is_secure = is_secure
        self._patience = patience

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers: dict[bytes, bytes] = dict(reversed(scope["headers"]))
        given = headers.get(b"x-request-id", b"")
        request_id = given if REQUEST_ID.fullmatch(given) else secrets.token_hex(16).encode()
        scope.setdefault("state", {})["request_id"] = request_id.decode()
        is_https = self._is_secure or scope.get("scheme") == "https"
        added = (*ALWAYS, (b"x-request-id", request_id), *((HSTS,) if is_https else ()))
        await self._serve(scope, receive, Answer(send, scope["path"], added), headers)

    async def _serve(
        self, scope: Scope, receive: Receive, answer: Answer, headers: Mapping[bytes, bytes]
    ) -> None:
        try:
            check_target(scope)
            source = await self._admit(scope["path"], receive, answer, headers)
            if source is None:
                return
            await self._app(scope, source, answer)
        except Problem as problem:
            await answer.problem(problem, scope)
        except Exception as error:
            if answer.refusal is None:
                error.add_note(f"request_id={scope['state']['request_id']}")
                await answer.problem(CRASH, scope)
                raise
        if answer.refusal is not None:
            await answer.problem(answer.refusal, scope)

    async def _admit(
        self, path: str, receive: Receive, answer: Answer, headers: Mapping[bytes, bytes]
    ) -> Receive | None:
        """The `receive` for the application, or None when the client went away while sending."""
        length = headers.get(b"content-length")
        if length in (None, b"0") and b"transfer-encoding" not in headers:
            return receive
        media = headers.get(b"content-type", b"").partition(b";")[0].strip().lower()
        limit = self._limit(path, media, headers)
        if length is not None and length.isdigit() and int(length[:18]) > limit:
            raise too_large(limit)
        answer.intake = intake = Intake(receive, limit, self._patience)
        if b"json" not in media or media in NDJSON:
            return intake
        body = await intake.whole()
        if body is None:
            return None
        await check_json(body)
        return _replay(body, receive)

    def _limit(self, path: str, media: bytes, headers: Mapping[bytes, bytes]) -> int:
        if media == b"multipart/form-data":
            return LARGE_BODY_LIMIT
        is_bulk = path.endswith("/bulk") and b"authorization" in headers
        return LARGE_BODY_LIMIT if is_bulk else BODY_LIMIT


def install(app: FastAPI, settings: Settings) -> None:
    """Puts the deadline and then the edge around the app; nothing else may be added outside it."""
    app.add_middleware(Deadline)
    app.add_middleware(Edge, is_secure=settings.is_secure)
