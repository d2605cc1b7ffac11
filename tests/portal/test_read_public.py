"""Anybody reads what is public, without an account, and caches ask again."""

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.kit.throttle import Throttle
from backend.portal.board import routes
from tests.conftest import SignIn
from tests.portal.publishing import PUBLIC, add_signed_power, made, prepare, release
from tests.world import World


@pytest.fixture
def both(
    li: TestClient, office: TestClient, session: Session, world: World, sign_in: SignIn, power: int
) -> None:
    """教材选用 of 教务处 and 经费报销 of 财务处 are public."""
    claims = {"name": "经费报销", "content": "审核各类票据", "handling_body": "", "basis": "无"}
    other = add_signed_power(session, world.finance, "P001", **claims)
    made(release(office, prepare(li, power)))
    made(release(office, prepare(sign_in(world.cast.other_liaison), other, channel="service")))


def names(client: TestClient, **query: str) -> list[str]:
    """What the list shows."""
    return [one["name"] for one in made(client.get(PUBLIC, params=query))["items"]]


def test_it_works(client: TestClient, both: None) -> None:
    page = made(client.get(PUBLIC))
    counted = {unit["name"]: unit["count"] for unit in page["units"]}
    assert (page["total"], counted) == (2, {"教务处": 1, "财务处": 1})
    assert names(client, unit="财务处") == names(client, q="票据") == names(client, channel="service") == ["经费报销"]
    assert names(client, q="没有") == []
    whole = made(client.get(f"{PUBLIC}/CWC-P001"))
    assert (whole["handling_body"], whole["steps"][0]["next"]) == ("财务处", [{"number": 2, "label": ""}])
    picture = client.get(f"{PUBLIC}/CWC-P001/flow.svg")
    assert (picture.headers["content-type"], picture.text[:4]) == ("image/svg+xml", "<svg")
    assert "经费报销流程图" in picture.text
    image = client.get(f"{PUBLIC}/CWC-P001/flow.png")
    assert (image.headers["content-type"], image.content[:4]) == ("image/png", b"\x89PNG")


def test_caches_ask_again_and_nothing_is_remembered(client: TestClient, both: None) -> None:
    for path in ("", "/CWC-P001", "/CWC-P001/flow.svg", "/CWC-P001/flow.svg?theme=dark"):
        answer = client.get(PUBLIC + path)
        assert answer.headers["cache-control"] == "public, no-cache"
        assert "set-cookie" not in answer.headers
        again = client.get(PUBLIC + path, headers={"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["cache-control"] == "public, no-cache", "not one that tells them to forget it"


def test_bad_input_is_explained(client: TestClient, both: None) -> None:
    assert client.get(PUBLIC, params={"person": "王老师"}).status_code == 422
    assert client.get(PUBLIC, params={"channel": "secret"}).status_code == 422
    assert client.get(f"{PUBLIC}/CWC-P001/flow.svg?theme=pink").status_code == 422
    assert client.get(f"{PUBLIC}/{'长' * 300}").status_code == 404
    assert client.post(PUBLIC, json={}).status_code == 405


def test_a_rush_is_slowed(client: TestClient, both: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "READS", Throttle(1, 60))
    assert client.get(PUBLIC).status_code == 200
    assert client.get(PUBLIC).status_code == 429
