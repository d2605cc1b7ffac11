"""Whatever ends a right ends it at the next request, for every kind of credential (security.md row 4)."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests import cast
from tests.access.witnesses import STRONG, bearer, current_tag, log_in, refresh
from tests.cast import PASSWORD
from tests.clients import AppClient
from tests.world import World

GUARDED = "/api/v1/departments"
Use = Callable[[], int]
"""One use of a credential; the status of the answer."""


class College:
    """The world, with 陈处长's credentials and an API client he answers for, and those who can end them."""

    def __init__(self, app: FastAPI, world: World) -> None:
        self.app, self.world, self.chen = app, world, world.cast.chen
        self.admin = cast.sign_in(app, world.cast.system_admin)
        self.granter = cast.sign_in(app, world.cast.security_admin)
        self.browser = AppClient(app)
        self.browser.headers.update(bearer(log_in(self.browser, self.chen)))
        self.user = f"/api/v1/users/{self.chen.user_id}"
        self.token = self._post(
            self.browser, "/personal-tokens", {"name": "脚本", "scopes": ["organization:read"]}
        )
        body = {
            "name": "OA",
            "scopes": ["organization:read", "powers:read"],
            "owner_id": self.chen.user_id,
        }
        self.oa = self._post(self.admin, "/api-clients", body)
        self.secret = self._post(self.admin, f"/api-clients/{self.oa['id']}/secrets", {})
        self.oa_path = f"/api/v1/api-clients/{self.oa['id']}"

    @staticmethod
    def _post(client: TestClient, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = client.post("/api/v1" + path, json=body)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    def _get(self, token: str) -> int:
        headers = {"Authorization": f"Bearer {token}"}
        return int(AppClient(self.app).get(GUARDED, headers=headers).status_code)

    def with_session(self) -> Use:
        """An access token."""
        return lambda: int(self.browser.get(GUARDED).status_code)

    def with_cookie(self) -> Use:
        """A refresh cookie."""
        return lambda: int(refresh(self.browser).status_code)

    def with_personal_token(self) -> Use:
        """A script."""
        return lambda: self._get(self.token["token"])

    def _fetch(self) -> Any:
        form = {
            "grant_type": "client_credentials",
            "client_id": self.oa["client_id"],
            "client_secret": self.secret["client_secret"],
        }
        return AppClient(self.app).post("/oauth/token", data=form)

    def with_client_token(self) -> Use:
        """A token OA has fetched."""
        token = self._fetch().json()["access_token"]
        return lambda: self._get(token)

    def with_client_secret(self) -> Use:
        """OA fetching a token."""
        return lambda: int(self._fetch().status_code)

    def disable_user(self) -> None:
        self._did(self.admin.post(self.user + "/disablement", headers=current_tag(self.admin, self.user)))

    def reset_password(self) -> None:
        self._did(self.admin.post(self.user + "/password-reset", headers=current_tag(self.admin, self.user)))

    def change_password_elsewhere(self) -> None:
        other = AppClient(self.app)
        other.headers.update(bearer(log_in(other, self.chen)))
        body = {"current_password": PASSWORD, "new_password": STRONG}
        self._did(other.post("/api/v1/auth/password", json=body))

    def end_sessions(self) -> None:
        self._did(cast.sign_in(self.app, self.chen).delete("/api/v1/auth/sessions"))

    def take_roles(self) -> None:
        path = self.user + "/grants"
        body = {"grants": [{"role": "staff"}]}
        self._did(self.granter.put(path, json=body, headers=current_tag(self.granter, path)))

    def revoke_token(self) -> None:
        self._did(self.browser.delete(f"/api/v1/personal-tokens/{self.token['id']}"))

    def disable_client(self) -> None:
        self._did(
            self.admin.post(self.oa_path + "/disablement", headers=current_tag(self.admin, self.oa_path))
        )

    def narrow_client(self) -> None:
        body = {"scopes": ["powers:read"]}
        self._did(self.admin.patch(self.oa_path, json=body, headers=current_tag(self.admin, self.oa_path)))

    def revoke_secret(self) -> None:
        self._did(self.admin.delete(f"{self.oa_path}/secrets/{self.secret['id']}"))

    @staticmethod
    def _did(answer: Any) -> None:
        assert 200 <= answer.status_code < 300, answer.text


@pytest.fixture
def college(app: FastAPI, world: World) -> College:
    return College(app, world)


C = College


@pytest.mark.parametrize(
    ("credential", "cause"),
    [
        (C.with_session, C.disable_user),
        (C.with_session, C.reset_password),
        (C.with_session, C.change_password_elsewhere),
        (C.with_session, C.end_sessions),
        (C.with_session, C.take_roles),
        (C.with_cookie, C.disable_user),
        (C.with_cookie, C.reset_password),
        (C.with_cookie, C.change_password_elsewhere),
        (C.with_cookie, C.end_sessions),
        (C.with_personal_token, C.disable_user),
        (C.with_personal_token, C.revoke_token),
        (C.with_client_token, C.disable_client),
        (C.with_client_token, C.narrow_client),
        (C.with_client_token, C.revoke_secret),
        (C.with_client_token, C.disable_user),
        (C.with_client_secret, C.disable_client),
        (C.with_client_secret, C.revoke_secret),
        (C.with_client_secret, C.disable_user),
    ],
    ids=lambda step: step.__name__,
)
def test_the_next_request_is_refused(
    college: College, credential: Callable[[College], Use], cause: Callable[[College], None]
) -> None:
    use = credential(college)
    assert use() == 200

    cause(college)

    assert use() == 401
