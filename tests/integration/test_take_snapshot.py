"""The snapshot: one instant, line by line, then on with the feed."""

import json
from typing import Any

from fastapi.testclient import TestClient

from backend.kit.db import Database
from tests.conftest import SignIn
from tests.integration.test_pull_changes import confine, pull, rename
from tests.world import World


def take(client: TestClient, **query: Any) -> tuple[str, list[dict[str, Any]]]:
    """Cursor and objects."""
    answer = client.get("/api/v1/snapshot", params=query)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/x-ndjson")
    head, *lines = (json.loads(line) for line in answer.text.splitlines())
    return head["cursor"], lines


def test_it_works(world: World, sign_in: SignIn, database: Database) -> None:
    oa = sign_in(world.cast.oa)
    cursor, lines = take(oa)
    names = {line["data"]["name"] for line in lines if line["type"] == "department"}
    assert "教务处" in names
    rename(database, world.textbook_post, "教材采购岗", world.academic)
    assert [item["id"] for item in pull(oa, cursor)["items"]] == [world.textbook_post]


def test_a_subtree_client_gets_its_subtree(world: World, sign_in: SignIn, database: Database) -> None:
    confine(database, world.cast.oa.id, world.assets)
    _, lines = take(sign_in(world.cast.oa))
    departments = {line["id"] for line in lines if line["type"] == "department"}
    assert departments == {world.assets, world.procurement}
    assert {line["data"]["department_id"] for line in lines if line["type"] == "position"} <= departments


def test_types_narrow_it(world: World, sign_in: SignIn) -> None:
    _, lines = take(sign_in(world.cast.oa), types=["position"])
    assert {line["type"] for line in lines} == {"position"}


def test_strangers_get_none(world: World, sign_in: SignIn) -> None:
    assert sign_in(world.cast.wang).get("/api/v1/snapshot").status_code == 403


def test_the_digest_tells_equal_from_changed(world: World, sign_in: SignIn, database: Database) -> None:
    oa = sign_in(world.cast.oa)

    def hashes() -> dict[tuple[str, int], str]:
        items = oa.get("/api/v1/digest").json()["items"]
        return {(item["type"], item["department_id"]): item["hash"] for item in items}

    before = hashes()
    assert hashes() == before
    rename(database, world.textbook_post, "教材采购岗", world.academic)
    after = hashes()
    assert {key for key in after if after[key] != before.get(key)} == {("position", world.academic)}
