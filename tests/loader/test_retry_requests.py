"""The client tries again what may get better, and only that."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest

from backend.loader import ApiError, Client
from backend.loader.client import Unreachable

Answer = httpx.Response | Exception
BUSY = {"type": "/problems/unavailable", "title": "系统繁忙", "status": 503}


class Server:
    """Gives prepared answers, one a request, and remembers what it was asked."""

    def __init__(self, *answers: Answer) -> None:
        self._answers = list(answers)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self._answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def client(server: Server, wait: Callable[[float], None] = lambda _: None, attempts: int = 4) -> Client:
    """A client of the prepared server that does not really wait."""
    transport = httpx.MockTransport(server)
    return Client("http://college/", "lzp_x", transport=transport, wait=wait, attempts=attempts)


def done(**body: object) -> httpx.Response:
    """A good answer."""
    return httpx.Response(200, json=body)


def test_it_asks_again_with_the_same_key() -> None:
    server = Server(httpx.ConnectError("refused"), httpx.Response(503, json=BUSY), done(created=1))
    assert client(server).load("positions", [{"code": "P1"}]) == {"created": 1}
    keys = {request.headers["idempotency-key"] for request in server.requests}
    assert (len(server.requests), len(keys)) == (3, 1)
    assert server.requests[0].url.path == "/api/v1/positions/bulk"
    assert server.requests[0].headers["authorization"] == "Bearer lzp_x"


def test_two_loads_have_two_keys() -> None:
    server = Server(done(), done())
    speaking = client(server)
    speaking.load("positions", [])
    speaking.load("positions", [])
    assert len({request.headers["idempotency-key"] for request in server.requests}) == 2


def test_pauses_grow_and_differ() -> None:
    pauses: list[float] = []
    server = Server(*[httpx.Response(503, json=BUSY)] * 6, done())
    client(server, pauses.append, attempts=7).get("/positions")
    assert all(0.25 * 2**at <= pause <= 0.5 * 2**at for at, pause in enumerate(pauses))
    assert len(pauses) == len(set(pauses)) == 6


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_the_server_may_ask_for_a_longer_pause(form: str) -> None:
    pauses: list[float] = []
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    asked = {"Retry-After": "60" if form == "seconds" else later}
    client(Server(httpx.Response(429, json={}, headers=asked), done()), pauses.append).get("/positions")
    assert 50 < pauses[0] <= 60


def test_nonsense_in_retry_after_does_not_matter() -> None:
    server = Server(httpx.Response(429, json={}, headers={"Retry-After": "soon"}), done())
    assert client(server).get("/positions") == {}


def test_a_conflict_that_passes_is_tried_again() -> None:
    running = {"type": "/problems/in-progress", "title": "与当前状态冲突", "status": 409}
    assert client(Server(httpx.Response(409, json=running), done(created=1))).load("positions", [])


@pytest.mark.parametrize(
    ("status", "problem"),
    [
        (401, {"type": "/problems/unauthorized", "title": "没有登录"}),
        (403, {"type": "/problems/forbidden", "title": "没有权限", "detail": "请联系纪委办。"}),
        (409, {"type": "/problems/code-taken", "title": "与当前状态冲突"}),
        (
            422,
            {"type": "/problems/validation", "title": "提交的内容有误", "errors": [{"detail": "缺少一列"}]},
        ),
    ],
)
def test_what_stays_wrong_is_said_at_once(status: int, problem: dict[str, object]) -> None:
    server = Server(httpx.Response(status, json=problem))
    with pytest.raises(ApiError) as caught:
        client(server).load("positions", [])
    assert len(server.requests) == 1
    assert str(problem["title"]) in str(caught.value)
    assert caught.value.status == status


def test_it_gives_up_in_the_end() -> None:
    server = Server(*[httpx.ReadTimeout("slow")] * 4)
    with pytest.raises(Unreachable, match="试了 4 次"):
        client(server).get("/positions")
    assert len(server.requests) == 4


def test_an_answer_that_is_no_problem_document_is_told_too() -> None:
    with pytest.raises(ApiError, match="Bad Request"):
        client(Server(httpx.Response(400, text="<html>"))).get("/positions")


def test_an_address_may_name_the_api_or_not() -> None:
    server = Server(done())
    transport = httpx.MockTransport(server)
    Client("http://college/api/v1/", "t", transport=transport).get("/positions")
    assert server.requests[0].url.path == "/api/v1/positions"
