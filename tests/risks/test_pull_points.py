"""GET /risk-points for machines: keyset pages and the stream."""

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.conftest import SignIn
from tests.risks.sheets import OTHER_ROW, POINTS, ROW, save
from tests.world import World

STREAM = {"Accept": "application/x-ndjson"}


@pytest.fixture
def names(wang: TestClient, sheet: dict[str, Any]) -> list[str]:
    """Seven points, one of which tries to look like two lines and holds what JSON has to write in another way."""
    odd = '甲"},{"id":9,"乙\n丙\t\\u0041\u2028😀/终'
    found = [f"风险{number}" for number in range(6)] + [odd]
    save(wang, sheet, [ROW | {"name": name} for name in found])
    return found


def test_pages_follow_their_links(world: World, sign_in: SignIn, names: list[str]) -> None:
    client, seen, path = sign_in(world.cast.oa), [], f"{POINTS}?cursor=&size=3&year=2026"
    while path:
        answer = client.get(path)
        assert (answer.status_code, answer.json()["total"]) == (200, 7)
        seen += [row["name"] for row in answer.json()["items"]]
        link = answer.headers.get("link", "")
        path = link[1 : link.index(">")] if link else ""
        assert not link or link.endswith('>; rel="next"')
    assert seen == names


def test_the_stream_is_complete(world: World, sign_in: SignIn, names: list[str]) -> None:
    answer = sign_in(world.cast.oa).get(POINTS, headers=STREAM)
    assert answer.headers["content-type"] == "application/x-ndjson"
    rows = [json.loads(line) for line in answer.text.removesuffix("\n").split("\n")]
    assert [row["name"] for row in rows] == names
    listed = sign_in(world.cast.oa).get(f"{POINTS}?sort=oldest").json()["items"]
    assert rows == listed


def test_a_listed_row_says_what_the_point_itself_says(wang: TestClient, names: list[str]) -> None:
    for row in wang.get(POINTS).json()["items"]:
        point = wang.get(f"{POINTS}/{row['id']}").json()
        assert row == {name: point[name] for name in row}


def test_filters_hold(wang: TestClient, names: list[str]) -> None:
    assert len(wang.get(f"{POINTS}?found_by=self", headers=STREAM).content.split(b"\n")) == 8
    assert wang.get(f"{POINTS}?q={OTHER_ROW['name']}", headers=STREAM).text == ""


def test_reach_decides(world: World, sign_in: SignIn, names: list[str]) -> None:
    client = sign_in(world.cast.outsider)
    assert client.get(POINTS, headers=STREAM).text == ""
    assert client.get(f"{POINTS}?cursor=").json() == {"items": [], "total": 0}


@pytest.mark.parametrize("cursor", ["x", "AAAA", "A" * 60, "游标"])
def test_foreign_cursors_are_refused(wang: TestClient, cursor: str) -> None:
    answer = wang.get(f"{POINTS}?cursor={cursor}")
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/invalid-cursor")
