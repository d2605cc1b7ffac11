"""The operations of access for the permission matrix."""

from datetime import timedelta
from typing import Any

from sqlmodel import Session

from backend.access.models import ApiClient, ApiClientSecret, LoginSession, PersonalToken, User
from backend.access.policy import Permission
from backend.access.queries import needs_department
from backend.access.rules import ADMIN_ROLES, Role, UserStatus
from backend.access.secrets import new_client_secret
from backend.kit.rows import insert_row
from backend.kit.table import now, table_of
from tests.access.matrix import Operation, Relation, Scene
from tests.cast import PASSWORD

NOTHING_TO_HAND_ON: dict[Any, int] = {
    **dict.fromkeys(ADMIN_ROLES, 422),
    **{(role, Relation.none): 422 for role in Role if needs_department(role)},
}
"""Nobody gives a script what he does not hold himself."""
NEW_PASSWORD = "Shan-gao-shui-chang.77"


def _entity(**values: Any) -> dict[str, Any]:
    instant = now()
    return values | {"version": 1, "created_at": instant, "updated_at": instant}


def add_account(session: Session, scene: Scene, status: UserStatus = UserStatus.active) -> int:
    """An account nobody in the scene owns."""
    row = _entity(username="zhao", display_name="赵老师", must_change_password=False, status=status, stamp=1)
    return insert_row(session, table_of(User), row)


def add_disabled_account(session: Session, scene: Scene) -> int:
    """An account that cannot sign in."""
    return add_account(session, scene, UserStatus.disabled)


def add_session(session: Session, scene: Scene) -> int:
    """A browser of the row's owner."""
    instant = now()
    row = {
        "user_id": scene.user_id,
        "family": "f" * 32,
        "generation": 1,
        "refresh_digest": "d" * 64,
        "rotated_at": instant,
        "created_at": instant,
        "authenticated_at": instant,
        "last_seen_at": instant,
        "expires_at": instant + timedelta(hours=1),
        "user_agent": "",
        "address": "",
    }
    return insert_row(session, table_of(LoginSession), row)


def add_token(session: Session, scene: Scene) -> int:
    """A personal token of the row's owner."""
    row = {
        "user_id": scene.user_id,
        "name": "脚本",
        "digest": "d" * 64,
        "scopes": [Permission.overview_read.value],
        "created_at": now(),
        "expires_at": now() + timedelta(days=1),
    }
    return insert_row(session, table_of(PersonalToken), row)


def add_client(session: Session, scene: Scene, status: UserStatus = UserStatus.active) -> int:
    """An API client."""
    row = _entity(
        client_id="lf_test",
        name="图书馆系统",
        scopes=[Permission.organization_read.value],
        department_id=None,
        sees_personal_data=False,
        owner_id=scene.user_id,
        status=status,
        stamp=1,
    )
    return insert_row(session, table_of(ApiClient), row)


def add_disabled_client(session: Session, scene: Scene) -> int:
    """An API client that is shut out."""
    return add_client(session, scene, UserStatus.disabled)


def add_client_secret(session: Session, scene: Scene) -> tuple[int, int]:
    """A secret, and the API client it belongs to."""
    made = new_client_secret()
    row: dict[str, Any] = {
        "api_client_id": add_client(session, scene),
        "digest": made.digest,
        "hint": made.hint,
        "created_at": now(),
        "expires_at": now() + timedelta(days=1),
    }
    return insert_row(session, table_of(ApiClientSecret), row), int(row["api_client_id"])


def client_body(scene: Scene) -> dict[str, Any]:
    """A valid API client."""
    return {"name": "OA", "scopes": ["organization:read"], "owner_id": scene.caller_id}


OPERATIONS = (
    Operation("get_me", "/me", is_about_row=False),
    Operation("get_policy", "/policy", is_about_row=False),
    Operation("list_sessions", "/auth/sessions", arrange=add_session, lists="target_id"),
    Operation("end_sessions", "/auth/sessions", is_about_row=False),
    Operation("end_session", "/auth/sessions/{target_id}", arrange=add_session),
    Operation(
        "reauthenticate", "/auth/reauthentication", body=lambda _: {"password": PASSWORD}, is_about_row=False
    ),
    Operation(
        "change_password",
        "/auth/password",
        body=lambda _: {"current_password": PASSWORD, "new_password": NEW_PASSWORD},
        is_about_row=False,
    ),
    Operation("list_personal_tokens", "/personal-tokens", arrange=add_token, lists="target_id"),
    Operation(
        "create_personal_token",
        "/personal-tokens",
        body=lambda _: {"name": "脚本", "scopes": ["overview:read"]},
        is_about_row=False,
        exceptions=NOTHING_TO_HAND_ON,
    ),
    Operation("revoke_personal_token", "/personal-tokens/{target_id}", arrange=add_token),
    Operation(
        "list_users",
        "/users",
        request=lambda _: {"params": {"size": 200}},
        arrange=add_account,
        lists="target_id",
    ),
    Operation(
        "create_user",
        "/users",
        body=lambda _: {"username": "newcomer", "display_name": "新同事"},
    ),
    Operation("get_user", "/users/{target_id}", arrange=add_account),
    Operation(
        "update_user", "/users/{target_id}", arrange=add_account, body=lambda _: {"display_name": "赵师傅"}
    ),
    Operation("disable_user", "/users/{target_id}/disablement", arrange=add_account),
    Operation("enable_user", "/users/{target_id}/enablement", arrange=add_disabled_account),
    Operation("start_password_reset", "/users/{target_id}/password-reset", arrange=add_account),
    Operation("list_grants", "/users/{target_id}/grants", arrange=add_account),
    Operation(
        "set_grants",
        "/users/{target_id}/grants",
        arrange=add_account,
        body=lambda scene: {"grants": [{"role": "liaison", "department_id": scene.department_id}]},
    ),
    Operation("list_api_clients", "/api-clients", arrange=add_client, lists="target_id"),
    Operation("create_api_client", "/api-clients", body=client_body),
    Operation("get_api_client", "/api-clients/{target_id}", arrange=add_client),
    Operation(
        "update_api_client", "/api-clients/{target_id}", arrange=add_client, body=lambda _: {"name": "新 OA"}
    ),
    Operation("disable_api_client", "/api-clients/{target_id}/disablement", arrange=add_client),
    Operation("enable_api_client", "/api-clients/{target_id}/enablement", arrange=add_disabled_client),
    Operation(
        "add_api_client_secret",
        "/api-clients/{target_id}/secrets",
        arrange=add_client,
        body=lambda _: {},
    ),
    Operation(
        "revoke_api_client_secret",
        "/api-clients/{container_id}/secrets/{target_id}",
        arrange=add_client_secret,
    ),
)
