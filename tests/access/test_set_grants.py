from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from backend.access.actions import set_post_grants
from backend.access.models import Grant, User
from backend.access.policy import POST_ROLES
from backend.access.rules import ADMIN_ROLES, GrantSource, Role
from backend.kit.db import Database
from backend.kit.problems import Problem
from backend.kit.rows import insert_row
from backend.kit.table import now, table_of
from backend.organization.rules import OfficerKind, OversightKind
from tests.access.witnesses import codes, current_tag, events
from tests.cast import Member, sign_in
from tests.world import World, build

USERS, GRANTS = table_of(User), table_of(Grant)


def path_of(who: Member) -> str:
    return f"/api/v1/users/{who.user_id}/grants"


@pytest.fixture
def granter(app: FastAPI, world: World) -> TestClient:
    return sign_in(app, world.cast.security_admin)


def put(client: TestClient, who: Member, *grants: tuple[str, int | None]) -> Any:
    body = {"grants": [{"role": role, "department_id": department_id} for role, department_id in grants]}
    return client.put(path_of(who), json=body, headers=current_tag(client, path_of(who)))


def test_it_works(granter: TestClient, session: Session, world: World) -> None:
    answer = put(granter, world.cast.wang, ("liaison", world.finance), ("staff", None))

    assert answer.status_code == 200
    grants = [(row["role"], row["department_name"], row["source"]) for row in answer.json()["grants"]]
    assert grants == [("liaison", "财务处", "manual"), ("staff", None, "manual")]
    assert answer.headers["etag"].startswith('"v2')
    (added,) = events(session, "grant.added")
    assert added["details"] == {
        "user_id": world.cast.wang.user_id,
        "role": "liaison",
        "department_id": world.finance,
        "source": "manual",
    }
    assert added["actor_id"] == world.cast.security_admin.user_id


def test_what_is_left_out_is_taken(granter: TestClient, session: Session, world: World) -> None:
    assert put(granter, world.cast.wang).json()["grants"] == []
    assert len(events(session, "grant.removed")) == 1


def test_new_rights_reach_further_at_once(app: FastAPI, granter: TestClient, world: World) -> None:
    before = sign_in(app, world.cast.wang)
    put(granter, world.cast.wang, ("office", None))

    assert before.get("/api/v1/me").status_code == 401
    assert "organization:write" in sign_in(app, world.cast.wang).get("/api/v1/me").json()["permissions"]


def test_the_same_again_changes_nothing(app: FastAPI, granter: TestClient, world: World) -> None:
    before = sign_in(app, world.cast.wang)
    assert put(granter, world.cast.wang, ("staff", None)).headers["etag"].startswith('"v1')
    assert before.get("/api/v1/me").status_code == 200


def test_grants_of_a_post_stay(granter: TestClient, world: World) -> None:
    answer = put(granter, world.cast.chen, ("liaison", world.finance))
    assert {(row["role"], row["source"]) for row in answer.json()["grants"]} == {
        ("department_head", "post"),
        ("liaison", "manual"),
    }


@pytest.mark.parametrize(
    ("role", "department", "code"),
    [
        ("liaison", None, "missing"),
        ("department_head", None, "missing"),
        ("supervising_leader", None, "missing"),
        ("staff", "finance", "unwanted"),
        ("office", "finance", "unwanted"),
        ("system_admin", "finance", "unwanted"),
        ("liaison", 999_999, "unknown"),
    ],
)
def test_a_role_has_a_department_where_it_needs_one(
    granter: TestClient, world: World, role: str, department: str | int | None, code: str
) -> None:
    department_id = getattr(world, department) if isinstance(department, str) else department
    answer = put(granter, world.cast.wang, ("staff", None), (role, department_id))
    assert codes(answer) == [("/grants/1/department_id", code)]


@pytest.mark.parametrize("second", ["staff", "office", "audit_admin"])
def test_an_administrator_has_no_second_role(granter: TestClient, world: World, second: str) -> None:
    answer = put(granter, world.cast.wang, ("system_admin", None), (second, None))
    assert answer.status_code == 409
    assert answer.json()["type"] == "/problems/roles-apart"


def test_the_holder_of_a_post_does_not_become_an_administrator(granter: TestClient, world: World) -> None:
    answer = put(granter, world.cast.chen, ("audit_admin", None))
    assert answer.json()["type"] == "/problems/roles-apart"


def test_the_database_keeps_administrators_apart_too(session: Session, world: World) -> None:
    for second in sorted(ADMIN_ROLES - {Role.system_admin}):
        row = {"user_id": world.cast.system_admin.user_id, "role": second}
        with pytest.raises(IntegrityError), session.begin_nested():
            insert_row(session, GRANTS, row | {"source": GrantSource.manual, "granted_at": now()})


def test_nobody_grants_to_himself(granter: TestClient, world: World) -> None:
    answer = put(granter, world.cast.security_admin, ("security_admin", None), ("office", None))
    assert answer.json()["type"] == "/problems/own-grants"


def test_the_last_system_administrator_stays(granter: TestClient, world: World) -> None:
    answer = put(granter, world.cast.system_admin)
    assert answer.json()["type"] == "/problems/last-administrator"
    put(granter, world.cast.wang, ("system_admin", None))
    assert put(granter, world.cast.system_admin).status_code == 200


def test_two_administrators_cannot_remove_each_other_at_once(
    committed_app: FastAPI, committed: Database
) -> None:
    with committed.session() as session:
        world = build(session)
        session.execute(sa.delete(GRANTS).where(GRANTS.c.user_id == world.cast.wang.user_id))
        row = {"user_id": world.cast.wang.user_id, "role": Role.system_admin, "granted_at": now()}
        insert_row(session, GRANTS, row | {"source": GrantSource.manual})
    pair = [world.cast.wang, world.cast.system_admin]
    clients = [sign_in(committed_app, member) for member in pair]

    def disable(number: int) -> int:
        path = f"/api/v1/users/{pair[1 - number].user_id}/disablement"
        return int(clients[number].post(path, headers={"If-Match": "now"}).status_code)

    with ThreadPoolExecutor(2) as pool:
        statuses = list(pool.map(disable, (0, 1)))

    assert statuses.count(200) == 1
    assert set(statuses) <= {200, 401, 409}


@pytest.mark.parametrize("who", ["system_admin", "audit_admin", "office", "chen"])
def test_nobody_else_grants(app: FastAPI, world: World, who: str) -> None:
    client = sign_in(app, getattr(world.cast, who))
    answer = client.put(path_of(world.cast.wang), json={"grants": []}, headers={"If-Match": "now"})
    assert answer.status_code == 403


def test_it_needs_the_version(granter: TestClient, world: World) -> None:
    path = path_of(world.cast.wang)
    assert granter.put(path, json={"grants": []}).status_code == 428
    assert granter.put(path, json={"grants": []}, headers={"If-Match": '"v9"'}).status_code == 412
    assert (
        granter.put(
            path_of(Member(Role.staff, "x", "x", 999_999)), json={"grants": []}, headers={"If-Match": "now"}
        ).status_code
        == 404
    )


def test_posts_replace_their_own_grants_only(database: Database, session: Session, world: World) -> None:
    li = world.cast.li.user_id
    row = {"user_id": li, "role": Role.staff, "source": GrantSource.manual, "granted_at": now()}
    insert_row(session, GRANTS, row)

    with database.session() as working:
        set_post_grants(working, li, {(Role.department_head, world.finance)})

    rows = session.execute(sa.select(GRANTS.c.role, GRANTS.c.source).where(GRANTS.c.user_id == li)).all()
    assert {(role.value, source.value) for role, source in rows} == {
        ("staff", "manual"),
        ("department_head", "post"),
    }
    assert session.execute(sa.select(USERS.c.stamp).where(USERS.c.id == li)).scalar_one() == 2
    assert [event["actor_kind"] for event in events(session, "grant.added")] == ["system"]


def test_a_post_gives_an_administrator_nothing(session: Session, world: World) -> None:
    with pytest.raises(Problem) as refused:
        set_post_grants(session, world.cast.audit_admin.user_id, {(Role.staff, None)})
    assert refused.value.slug == "roles-apart"


def test_every_kind_of_post_that_rules_has_a_role() -> None:
    kinds = {kind.value for kind in (*OfficerKind, *OversightKind)}
    assert set(POST_ROLES) == kinds | {"member"}
    assert not set(POST_ROLES.values()) & ADMIN_ROLES
