"""One cell of the matrix: a caller with one role, in one relation to one row, calls one operation."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from httpx import Response
from sqlmodel import Session

from backend.access.models import ApiClient, Grant, LoginSession, User
from backend.access.queries import needs_department
from backend.access.rules import GrantSource, Role, UserStatus
from backend.access.scopes import CLIENT_SCOPES
from backend.kit.rows import insert_row
from backend.kit.table import now, table_of
from backend.organization.models import Appointment, Person
from tests import cast
from tests.access.matrix import CLIENT, Operation, Relation, Scene
from tests.world import SINCE, World, build

API = "/api/v1"
TESTS = Path(__file__).resolve().parents[1]
SCOPES = sorted(scope.value for scope in CLIENT_SCOPES)


@dataclass(frozen=True)
class Caller:
    """Somebody with exactly one role, or an API client with every scope."""

    role: Role | str
    relation: Relation
    user_id: int
    person_id: int
    login: str
    """His login session; an API client's id."""

    def token(self, app: FastAPI) -> str:
        """A fresh one."""
        if self.role == CLIENT:
            return cast.client_token(app, cast.Client(0, self.login), SCOPES)
        return cast.access_token(app, self.user_id, self.login)


@dataclass(frozen=True)
class Crowd:
    """Everybody who calls in the matrix, and who holds the row's post unless the caller does."""

    world: World
    callers: Mapping[tuple[Role | str, Relation], Caller]
    holder: tuple[int, int]
    """User and person."""


def gather(session: Session) -> Crowd:
    """The small college with the crowd in it; the caller commits."""
    world = build(session)
    pairs = {pair for is_about_row in (True, False) for pair in cells(is_about_row)}
    callers = {pair: summon(session, world, *pair) for pair in sorted(pairs, key=str)}
    return Crowd(world, callers, _account(session, "somebody-else", world.procurement))


def sign_in_again(session: Session) -> None:
    """Everybody has just typed his password, however long ago the crowd gathered."""
    session.execute(sa.update(table_of(LoginSession)).values(authenticated_at=now()))


def registered() -> list[Operation]:
    """What the rooms have registered in tests/<room>/operations.py."""
    found: list[Operation] = []
    for path in sorted(TESTS.glob("*/operations.py")):
        found += import_module(f"tests.{path.parent.name}.operations").OPERATIONS
    return found


def cells(is_about_row: bool) -> Iterator[tuple[Role | str, Relation]]:
    """Every role in every relation; a client owns nothing and always has a scope.

    Without a row there are only two relations: with a department, and without.
    """
    for relation in Relation if is_about_row else (Relation.same, Relation.none):
        for role in Role:
            yield role, relation
        if relation not in (Relation.own, Relation.none):
            yield CLIENT, relation


def _granted(world: World, relation: Relation) -> int | None:
    """The department the caller is granted; the row is always in 采购科, below 资产处."""
    departments = {
        Relation.own: world.finance,
        Relation.same: world.procurement,
        Relation.ancestor: world.assets,
        Relation.other: world.finance,
        Relation.none: None,
    }
    return departments[relation]


def _insert(session: Session, model: Any, **values: Any) -> int:
    return insert_row(session, table_of(model), values)


def _account(session: Session, name: str, department_id: int) -> tuple[int, int]:
    """A user and the person behind it."""
    instant = now()
    stamps = {"version": 1, "created_at": instant, "updated_at": instant}
    user_id = _insert(
        session,
        User,
        username=name,
        display_name=name,
        password_hash=cast.PASSWORD_HASH,
        status=UserStatus.active,
        stamp=1,
        must_change_password=False,
        **stamps,
    )
    person_id = _insert(
        session,
        Person,
        staff_no=name,
        name=name,
        job_title="",
        department_id=department_id,
        user_id=user_id,
        **stamps,
    )
    return user_id, person_id


def summon(session: Session, world: World, role: Role | str, relation: Relation) -> Caller:
    """A caller with this role, granted a department that puts the row into this relation."""
    department_id = _granted(world, relation)
    if not isinstance(role, Role):
        return _summon_client(session, world, relation, department_id)
    user_id, person_id = _account(session, f"{role.value}-{relation.value}", world.finance)
    over = department_id if needs_department(role) else None
    _insert(
        session,
        Grant,
        user_id=user_id,
        role=role,
        department_id=over,
        source=GrantSource.manual,
        granted_at=now(),
    )
    return Caller(role, relation, user_id, person_id, cast.open_login(session, user_id))


def _summon_client(session: Session, world: World, relation: Relation, department_id: int | None) -> Caller:
    instant, name = now(), f"client-{relation.value}"
    row = {
        "client_id": name,
        "name": name,
        "scopes": list(SCOPES),
        "department_id": department_id,
        "sees_personal_data": True,
        "owner_id": world.cast.office.user_id,
        "status": UserStatus.active,
        "stamp": 1,
        "version": 1,
        "created_at": instant,
        "updated_at": instant,
    }
    insert_row(session, table_of(ApiClient), row)
    return Caller(CLIENT, relation, 0, 0, name)


def _callers(
    crowd: Crowd, operation: Operation, is_held: Callable[[Role | str], bool], turn: int
) -> Iterator[Caller]:
    """Whoever holds the permission, in every relation; of each other role one caller, with each operation another.

    Those are turned away before anybody looks at the row, so over all operations each relation has its turn.
    """
    by_role: dict[Role | str, list[Caller]] = {}
    for role, relation in cells(operation.is_about_row):
        by_role.setdefault(role, []).append(crowd.callers[role, relation])
    for number, (role, callers) in enumerate(by_role.items()):
        yield from callers if is_held(role) else [callers[(turn + number) % len(callers)]]


def scenes(
    session: Session,
    crowd: Crowd,
    operation: Operation,
    is_held: Callable[[Role | str], bool],
    turn: int,
    data_dir: Path,
) -> Iterator[tuple[Caller, Scene]]:
    """Every caller of the operation with the scene he calls in; what he does is gone when the next one comes.

    Whoever owns nothing finds the same row, so it is made once for all of them. It is not made for those whom the
    permission alone turns away.
    """
    callers = list(_callers(crowd, operation, is_held, turn))
    bare = replace(operation, arrange=None)
    strangers = [caller for caller in callers if caller.relation is not Relation.own and not operation.is_callers]
    for arranged, group in (
        (operation, [caller for caller in strangers if is_held(caller.role)]),
        (bare, [caller for caller in strangers if not is_held(caller.role)]),
        *((operation if is_held(caller.role) else bare, [caller]) for caller in callers if caller not in strangers),
    ):
        if not group:
            continue
        with rolled_back(session):
            scene = set_up(session, crowd, group[0], arranged, data_dir)
            for caller in group:
                with rolled_back(session):
                    yield caller, replace(scene, caller_id=caller.user_id, relation=caller.relation)


def set_up(session: Session, crowd: Crowd, caller: Caller, operation: Operation, data_dir: Path) -> Scene:
    """The row's department, a post in it, and who holds it: the caller himself when the relation is `own`."""
    is_own = caller.relation is Relation.own
    user_id, person_id = (caller.user_id, caller.person_id) if is_own else crowd.holder
    world, instant = crowd.world, now()
    _insert(
        session,
        Appointment,
        person_id=person_id,
        position_id=world.procurement_post,
        is_primary=True,
        started_on=SINCE,
        version=1,
        created_at=instant,
        updated_at=instant,
    )
    scene = Scene(
        department_id=world.procurement,
        parent_id=world.assets,
        elsewhere_id=world.finance,
        position_id=world.procurement_post,
        person_id=person_id,
        user_id=user_id,
        caller_id=caller.user_id,
        relation=caller.relation,
        data_dir=data_dir,
    )
    if operation.arrange is None:
        return scene
    made = operation.arrange(session, scene)
    session.flush()
    target_id, container_id = made if isinstance(made, tuple) else (made, 1)
    return replace(scene, target_id=target_id, container_id=container_id)


def call(app: FastAPI, route: APIRoute, operation: Operation, token: str, scene: Scene) -> Response:
    """The response to the operation; a crash comes back as 500."""
    (method,) = route.methods or {"GET"}
    headers = {"Authorization": f"Bearer {token}", "If-Match": "now", "Idempotency-Key": uuid4().hex}
    more = dict(operation.request(scene)) if operation.request else {}
    headers |= more.pop("headers", {})
    if operation.body is not None:
        more["json"] = operation.body(scene)
    client = _client(app)
    client.cookies.clear()
    path = API + operation.path.format_map(asdict(scene))
    response: Response = client.request(method, path, headers=headers, **more)
    return response


@lru_cache(maxsize=1)
def _client(app: FastAPI) -> TestClient:
    return cast.Signed(app, raise_server_exceptions=False)


def shown(operation: Operation, response: Response, scene: Scene) -> bool | None:
    """Whether a list shows the row; None when the operation is no list."""
    if operation.shows is not None:
        return operation.shows(response.json(), scene)
    if operation.lists is None:
        return None
    return getattr(scene, operation.lists) in {item["id"] for item in response.json()["items"]}


@contextmanager
def rolled_back(session: Session) -> Iterator[None]:
    """Everything inside disappears, so that cells do not see each other."""
    savepoint = session.connection().begin_nested()
    try:
        yield
    finally:
        savepoint.rollback()
