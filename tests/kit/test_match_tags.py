"""ETag, If-Match and If-None-Match on a small app (RFC 9110 §13)."""

import pytest
from fastapi import FastAPI, Response
from fastapi.testclient import TestClient

from backend.kit import etag, problems
from backend.kit.etag import IfMatch
from backend.kit.routing import room_router
from tests.clients import AppClient

router = room_router("/thing", "kit")


@router.get("")
def get_thing(response: Response) -> int:
    etag.stamp(response, 3, ["a computed level"])
    return 3


@router.put("")
def put_thing(expected: IfMatch) -> int:
    expected.check(3)
    return 4


@pytest.fixture(scope="module")
def client() -> TestClient:
    app = FastAPI()
    app.include_router(router)
    problems.install(app)
    return AppClient(app)


def test_it_works(client: TestClient) -> None:
    tag = client.get("/thing").headers["etag"]
    assert client.put("/thing", headers={"If-Match": tag}).status_code == 200


@pytest.mark.parametrize("held", ["{}", "W/{}", '"v1", {}', "*", " {} "])
def test_who_holds_this_version_gets_no_body(client: TestClient, held: str) -> None:
    """A proxy that compresses an answer turns its tag into a weak one."""
    tag = client.get("/thing").headers["etag"]
    answer = client.get("/thing", headers={"If-None-Match": held.format(tag)})
    assert (answer.status_code, answer.headers["etag"], answer.content) == (304, tag, b"")


@pytest.mark.parametrize("held", ['"v3"', "v3", 'W/"v2"', "", '"*"'])
def test_who_holds_another_version_gets_this_one(client: TestClient, held: str) -> None:
    assert client.get("/thing", headers={"If-None-Match": held}).status_code == 200


@pytest.mark.parametrize("believed", ['"v3"', '"v3-0123456789ab"', '"v1", "v3"'])
def test_the_version_alone_decides(client: TestClient, believed: str) -> None:
    assert client.put("/thing", headers={"If-Match": believed}).status_code == 200


@pytest.mark.parametrize("believed", ['"v2"', 'W/"v3"', "v3", '"v33"', '"*"'])
def test_a_stale_or_weak_tag_is_refused(client: TestClient, believed: str) -> None:
    answer = client.put("/thing", headers={"If-Match": believed})
    assert (answer.status_code, answer.json()["type"]) == (412, "/problems/stale")
    assert answer.headers["etag"] == '"v3"'


@pytest.mark.parametrize(
    "headers", [{}, *({"If-Match": given} for given in ("", "*", " * ", '"v3", *', '*, "v3"'))]
)
def test_nobody_saves_over_what_he_has_not_seen(client: TestClient, headers: dict[str, str]) -> None:
    answer = client.put("/thing", headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (428, "/problems/precondition-required")
