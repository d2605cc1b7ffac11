"""What the permission matrix needs to know about an operation, and what POLICY makes of it.

Each room describes its operations in tests/<room>/operations.py as `OPERATIONS`; test_permission_matrix.py executes
them for every role and every relation between the caller and the row the call is about. See tests/README.md.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any

from sqlmodel import Session

from backend.access.policy import POLICY, Permission
from backend.access.rules import Reach, Role
from backend.access.scopes import CLIENT_SCOPES


class Relation(Enum):
    """Where the row stands, seen from the caller."""

    own = "own"
    """It is the caller's: a post he holds, his sheet, his warning. The department he is granted is another one."""
    same = "same"
    """It lies in the department the caller is granted."""
    ancestor = "ancestor"
    """It lies below the department the caller is granted."""
    other = "other"
    """It lies elsewhere."""
    none = "none"
    """The caller has the role without any department."""


@dataclass(frozen=True)
class Scene:
    """The row's surroundings. Every attribute may stand in `Operation.path` as `{attribute}`."""

    department_id: int
    """The department of the row."""
    parent_id: int
    """The department above it."""
    elsewhere_id: int
    """A department that has nothing to do with it."""
    position_id: int
    """A post in the department."""
    person_id: int
    """Who holds the post."""
    user_id: int
    """The holder's account: the caller's own when the relation is `own`."""
    caller_id: int
    """The caller's account; 0 when an API client calls."""
    relation: Relation
    target_id: int = 1
    """What `arrange` returned; it is not asked for callers whom the permission alone turns away."""
    container_id: int = 1
    """The second id `arrange` returned: `/clients/{container_id}/secrets/{target_id}`."""
    data_dir: Path = field(default_factory=Path)
    """Where the server under test keeps files."""


@dataclass(frozen=True)
class Operation:
    """One operation of the API as the matrix calls it. Method and permission are read from the route itself."""

    name: str
    """The handler's name, which is the operationId."""
    path: str
    """Below /api/v1, e.g. `/departments/{department_id}`; `Scene` attributes stand in braces."""
    body: Callable[[Scene], Any] | None = None
    """The JSON body; it must be valid, so that a permitted call answers 2xx."""
    request: Callable[[Scene], Mapping[str, Any]] | None = None
    """Anything else for the test client: `{"files": …}`, `{"params": …}`, `{"content": …, "headers": …}`."""
    arrange: Callable[[Session, Scene], int | tuple[int, int]] | None = None
    """Makes the row in `scene.department_id` (post `scene.position_id`, owner `scene.user_id`).

    Returns its id, or its id and that of the row it is addressed in.
    """
    is_callers: bool = False
    """The row is the caller's own work, whoever calls (what he raised or uploaded): it is made for each of them."""
    is_about_row: bool = True
    """False: whoever holds the permission at all may call it (own account, whole-school settings)."""
    lists: str | None = None
    """For lists: the Scene attribute whose value is the `id` of an item exactly when the caller may see the row."""
    shows: Callable[[Any, Scene], bool] | None = None
    """For lists without ids: whether the decoded answer shows the row."""
    opened_by: Permission | None = None
    """For lists over several rooms: the permission that opens this row in them, where it is not the route's own."""
    knows_owner: bool = True
    """False: the row belongs to nobody in person, so reach `own` does not reach it."""
    sees: Permission | None = None
    """For writes: the permission that reads the same row. Who sees but may not write gets 403, others 404."""
    exceptions: Mapping[Any, int] = field(default_factory=dict)
    """Where the domain decides otherwise than POLICY, e.g. nobody reviews his own sheet: `{Relation.own: 409}`.

    Keys are a relation, a role, or both: `(Role.office, Relation.own)`.
    """
    is_owners: bool = False
    """Whoever the row is about sees it whatever his reach, as the one named in a hand-over does."""
    outside: int | None = None
    """The answer for rows out of reach, where it is not 404 (invisible) or 403 (visible) but always this one."""


CLIENT = "client"
"""The tenth principal besides the roles: an API client with every scope, over one department or the school."""


WHOLE_SCHOOL = frozenset({Permission.regulations_read})
"""What belongs to nobody's department: a client confined to one reads it all the same."""


def covers(reach: Reach | None, relation: Relation, *, knows_owner: bool) -> bool:
    """Whether a reach includes a row in this relation."""
    if reach is Reach.granted:
        return relation in (Relation.same, Relation.ancestor)
    if reach is Reach.own:
        return knows_owner and relation is Relation.own
    return reach is Reach.school


def reach_of(caller: Role | str, permission: Permission) -> Reach | None:
    """What the policy says."""
    if isinstance(caller, Role):
        return POLICY[caller].get(permission)
    if permission not in CLIENT_SCOPES:
        return None
    return Reach.school if permission in WHOLE_SCHOOL else Reach.granted


def expected(operation: Operation, permission: Permission, caller: Role | str, relation: Relation) -> int:
    """The status the policy demands; 200 stands for any 2xx. A list answers 200 and leaves the row out."""
    for key in ((caller, relation), relation, caller):
        if key in operation.exceptions:
            return operation.exceptions[key]
    reach = reach_of(caller, permission)
    if reach is None or (reach is Reach.granted and relation is Relation.none):
        return 403
    if not operation.is_about_row or operation.lists or operation.shows:
        return 200
    if covers(reach, relation, knows_owner=operation.knows_owner):
        return 200
    if operation.is_owners and relation is Relation.own:
        return 200
    if operation.outside is not None:
        return operation.outside
    seen = reach_of(caller, operation.sees) if operation.sees else None
    return 403 if covers(seen, relation, knows_owner=operation.knows_owner) else 404


def is_listed(operation: Operation, permission: Permission, caller: Role | str, relation: Relation) -> bool:
    """Whether a list must show the row."""
    reach = reach_of(caller, operation.opened_by or permission)
    is_his = operation.is_owners and relation is Relation.own and reach is not None
    return is_his or covers(reach, relation, knows_owner=operation.knows_owner)
