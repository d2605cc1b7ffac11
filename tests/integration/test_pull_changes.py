"""The change feed: everything committed, in commit order, and nothing beyond the client's reach."""

import threading
from datetime import date
from typing import Any

import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient

from backend.access.models import ApiClient
from backend.integration.actions import advance
from backend.kit import journal
from backend.kit.db import Database
from backend.kit.table import table_of
from backend.organization.models import Position
from tests.cast import sign_in as sign_in_to
from tests.conftest import SignIn
from tests.world import World, build

POSITIONS, CLIENTS = table_of(Position), table_of(ApiClient)


def rename(database: Database, position_id: int, name: str, department_id: int) -> None:
    """One journaled write, as a room makes it."""
    with database.session() as session:
        session.execute(
            sa.update(POSITIONS)
            .where(POSITIONS.c.id == position_id)
            .values(name=name, version=POSITIONS.c.version + 1)
        )
        version = session.execute(
            sa.select(POSITIONS.c.version).where(POSITIONS.c.id == position_id)
        ).scalar_one()
        subject = journal.Subject("position", position_id, version, department_id)
        journal.record(session, "position.updated", subject)


def pull(client: TestClient, cursor: str | None = None, **query: Any) -> dict[str, Any]:
    """One batch."""
    answer = client.get("/api/v1/changes", params={"cursor": cursor, **query} if cursor else query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def confine(database: Database, client_id: int, department_id: int) -> None:
    """Gives the client one department subtree."""
    with database.session() as session:
        session.execute(
            sa.update(CLIENTS).where(CLIENTS.c.id == client_id).values(department_id=department_id)
        )


def test_it_works(world: World, sign_in: SignIn, database: Database) -> None:
    oa = sign_in(world.cast.oa)
    start = pull(oa)["cursor"]
    rename(database, world.textbook_post, "教材采购岗", world.academic)
    batch = pull(oa, start)
    assert [(item["type"], item["op"]) for item in batch["items"]] == [("position", "upsert")]
    assert batch["items"][0]["data"]["name"] == "教材采购岗"
    assert batch["has_more"] is False
    assert pull(oa, batch["cursor"])["items"] == []


def test_a_tombstone_says_delete(world: World, sign_in: SignIn, database: Database) -> None:
    oa = sign_in(world.cast.oa)
    start = pull(oa)["cursor"]
    with database.session() as session:
        session.execute(
            sa.update(POSITIONS)
            .where(POSITIONS.c.id == world.textbook_post)
            .values(retired_on=date(2026, 11, 1))
        )
        subject = journal.Subject("position", world.textbook_post, 2, world.academic)
        journal.record(session, "position.retired", subject)
    change = pull(oa, start)["items"][0]
    assert (change["op"], change["data"]) == ("delete", None)


def test_moving_out_of_reach_says_left_scope(world: World, sign_in: SignIn, database: Database) -> None:
    confine(database, world.cast.oa.id, world.academic)
    oa = sign_in(world.cast.oa)
    start = pull(oa)["cursor"]
    with database.session() as session:
        session.execute(
            sa.update(POSITIONS)
            .where(POSITIONS.c.id == world.textbook_post)
            .values(department_id=world.finance)
        )
        subject = journal.Subject("position", world.textbook_post, 2, world.finance, world.academic)
        journal.record(session, "position.updated", subject)
    assert [(item["id"], item["op"]) for item in pull(oa, start)["items"]] == [
        (world.textbook_post, "left_scope")
    ]


def test_moving_a_department_moves_all_below_it(world: World, sign_in: SignIn, database: Database) -> None:
    confine(database, world.cast.oa.id, world.assets)
    oa, office = sign_in(world.cast.oa), sign_in(world.cast.office)
    start = pull(oa)["cursor"]
    section = office.get(f"/api/v1/departments/{world.procurement}")
    moved = office.patch(
        f"/api/v1/departments/{world.procurement}",
        json={"parent_id": world.finance},
        headers={"If-Match": section.headers["ETag"]},
    )
    assert moved.status_code == 200, moved.text
    changes = {(item["type"], item["id"]): item["op"] for item in pull(oa, start)["items"]}
    assert changes[("department", world.procurement)] == "left_scope"
    assert changes[("position", world.procurement_post)] == "left_scope"


def test_a_client_sees_only_its_subtree(world: World, sign_in: SignIn, database: Database) -> None:
    confine(database, world.cast.oa.id, world.academic)
    oa = sign_in(world.cast.oa)
    start = pull(oa)["cursor"]
    rename(database, world.cashier_post, "出纳", world.finance)
    rename(database, world.textbook_post, "教材岗", world.academic)
    assert [item["id"] for item in pull(oa, start)["items"]] == [world.textbook_post]


def test_people_stay_hidden_without_personal_data(world: World, sign_in: SignIn, database: Database) -> None:
    with database.session() as session:
        subject = journal.Subject("person", world.cast.wang.person, 1, world.academic)
        journal.record(session, "person.updated", subject)
    assert not [item for item in pull(sign_in(world.cast.oa))["items"] if item["type"] == "person"]


def test_other_peoples_tokens_do_not_pull(world: World, sign_in: SignIn) -> None:
    for who in (world.cast.wang, world.cast.chen, world.cast.system_admin):
        assert sign_in(who).get("/api/v1/changes").status_code == 403


def test_a_forged_or_foreign_cursor_is_refused(world: World, sign_in: SignIn) -> None:
    oa, office = sign_in(world.cast.oa), sign_in(world.cast.office)
    cursor = pull(oa)["cursor"]
    assert office.get("/api/v1/changes", params={"cursor": cursor}).status_code == 400
    flipped = ("A" if cursor[0] != "A" else "B") + cursor[1:]
    for bad in (flipped, "x", "字", cursor[:-2]):
        assert oa.get("/api/v1/changes", params={"cursor": bad}).status_code == 400


def test_paging_loses_and_repeats_nothing(world: World, sign_in: SignIn, database: Database) -> None:
    oa = sign_in(world.cast.oa)
    cursor = pull(oa)["cursor"]
    posts = (world.textbook_post, world.head_post, world.liaison_post)
    for post in posts:
        rename(database, post, f"岗位{post}", world.academic)
    seen = []
    while True:
        batch = pull(oa, cursor, limit=1)
        seen += [item["id"] for item in batch["items"]]
        cursor = batch["cursor"]
        if not batch["has_more"]:
            break
    assert list(dict.fromkeys(seen)) == list(posts)


def test_nothing_is_lost_under_concurrent_writers(committed: Database, committed_app: FastAPI) -> None:
    """8 writers commit out of order while a reader pulls; the reader's last version of each is the stored one."""
    with committed.session() as session:
        world = build(session)
    posts = (world.textbook_post, world.head_post, world.liaison_post, world.cashier_post)
    oa = sign_in_to(committed_app, world.cast.oa)
    cursor = pull(oa)["cursor"]
    errors: list[Exception] = []

    def write(number: int) -> None:
        try:
            for turn in range(6):
                rename(committed, posts[(number + turn) % len(posts)], f"岗{number}-{turn}", world.academic)
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    held: dict[int, int] = {}
    while any(thread.is_alive() for thread in threads) or pull(oa, cursor)["items"]:
        batch = pull(oa, cursor)
        for item in batch["items"]:
            assert item["version"] >= held.get(item["id"], 0)
            held[item["id"]] = item["version"]
        cursor = batch["cursor"]
    assert not errors
    with committed.session(read_only=True) as session:
        stored = dict(session.execute(sa.select(POSITIONS.c.id, POSITIONS.c.version)).all())
        events = session.execute(
            sa.text("select count(*), count(distinct seq), max(seq) - min(seq) + 1 from event")
        ).one()
    assert held == {post: stored[post] for post in posts}
    assert events[0] == events[1] == events[2], "numbers are dense and given once"
    assert advance(committed) == 0
