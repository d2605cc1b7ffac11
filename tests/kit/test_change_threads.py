"""One change of thread for a request: whatever blocks is in it, what would wait there is broken off."""

import asyncio
import threading
from collections.abc import Iterator
from typing import Annotated, Any

import pytest
from fastapi import Depends, FastAPI, File, Response, UploadFile
from fastapi.dependencies.models import Dependant
from fastapi.testclient import TestClient
from starlette.types import Receive, Scope, Send

from backend.kit import problems, workers
from backend.kit.routing import room_router
from backend.main import api_routes
from tests.clients import AppClient

MEGABYTE = 1024 * 1024
seen: list[int] = []
router = room_router("/threads", "kit")


async def noted() -> int:
    seen.append(threading.get_ident())
    return 1


async def waited() -> None:
    await asyncio.sleep(0)


Noted = Annotated[int, Depends(noted)]


@router.get("")
def get_threads(number: Noted) -> int:
    seen.append(threading.get_ident())
    return number


@router.get("/waiting")
def get_waiting(_: Annotated[None, Depends(waited)]) -> int:
    return 1


@router.post("/files")
def post_file(number: Noted, file: Annotated[UploadFile, File()]) -> int:
    seen.append(threading.get_ident())
    return number * len(file.file.read())


class Loop:
    """Notes the thread of the event loop."""

    def __init__(self, app: Any) -> None:
        self.app, self.thread = app, 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.thread = threading.get_ident()
        await self.app(scope, receive, send)


@pytest.fixture
def loop() -> Loop:
    app = FastAPI()
    app.include_router(router)
    problems.install(app)
    seen.clear()
    return Loop(app)


@pytest.fixture
def client(loop: Loop) -> Iterator[TestClient]:
    with AppClient(loop, raise_server_exceptions=False) as client:
        yield client


def test_dependency_and_handler_share_one_worker(client: TestClient, loop: Loop) -> None:
    assert client.get("/threads").json() == 1
    assert len(seen) == 2
    assert len({*seen, loop.thread}) == 2


@pytest.mark.parametrize("size", [1, 3 * MEGABYTE])
@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": "threads-0001"}])
def test_a_file_is_read_before(client: TestClient, loop: Loop, size: int, headers: dict[str, str]) -> None:
    answer = client.post("/threads/files", files={"file": ("a.bin", b"x" * size)}, headers=headers)
    assert answer.json() == size
    assert len({*seen, loop.thread}) == 2


def test_media_types_have_no_case(client: TestClient) -> None:
    part = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n' + b"x" * 2 * MEGABYTE
    headers = {"Content-Type": "Multipart/Form-Data; boundary=b"}
    answer = client.post("/threads/files", content=part + b"\r\n--b--\r\n", headers=headers)
    assert answer.json() == 2 * MEGABYTE


def test_a_form_cut_short_is_refused(client: TestClient) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    answer = client.post("/threads/files", content=b"--b\r\nContent-Disp", headers=headers)
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == problems.MEDIA_TYPE


def test_whoever_waits_for_the_event_loop_is_broken_off(client: TestClient) -> None:
    answer = client.get("/threads/waiting")
    assert (answer.status_code, answer.json()["type"]) == (500, "/problems/internal")
    assert client.get("/threads").status_code == 200


def test_what_is_broken_off_still_cleans_up() -> None:
    ended = []

    async def work() -> None:
        try:
            await asyncio.sleep(0)
        finally:
            ended.append(True)

    async def attempt() -> None:
        with pytest.raises(RuntimeError, match="event loop"):
            await workers.run(work())

    asyncio.run(attempt())
    assert ended == [True]


def test_marks_and_signature_stay() -> None:
    def handler(name: str) -> Response:
        return Response(name)

    handler.__dict__["takes_long"] = True
    wrapped = workers.blocking(handler)
    assert wrapped.__dict__["takes_long"] is True
    assert wrapped.__name__ == "handler"
    assert asyncio.run(wrapped("x")).body == b"x"


def _calls(dependant: Dependant) -> Iterator[Any]:
    for needed in dependant.dependencies:
        yield needed.call
        yield from _calls(needed)


def test_no_operation_changes_threads_again() -> None:
    found = {call for route in api_routes() for call in _calls(route.dependant)}
    assert len(found) > 10
    blocking = [
        call
        for call in found
        if not asyncio.iscoroutinefunction(call) and not asyncio.iscoroutinefunction(call.__call__)
    ]
    assert blocking == []
