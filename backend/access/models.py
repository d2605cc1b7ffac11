"""Tables of access. `department_id` is a foreign key by name: access imports no organization."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from backend.access.rules import ADMIN_ROLES, GrantSource, Role, UserStatus
from backend.kit.table import Entity, Row, document, instant, number, ref, term

IS_ADMIN = sa.text("role IN (" + ", ".join(f"'{role.value}'" for role in sorted(ADMIN_ROLES)) + ")")


class User(Entity, table=True):
    """Somebody who can sign in. `stamp` rises with every change of rights or password and is part of each token."""

    __tablename__ = "user_account"

    username: str = Field(max_length=64, unique=True)
    display_name: str = Field(max_length=100)
    password_hash: str | None = Field(default=None, max_length=255)
    password_changed_at: datetime | None = instant(default=None)
    must_change_password: bool = False
    status: UserStatus = term(UserStatus, default=UserStatus.active)
    stamp: int = 1
    last_login_at: datetime | None = instant(default=None)


class Grant(Row, table=True):
    """A role, over a department subtree or, without a department, wherever the policy says.

    The index keeps the 三员 apart: nobody has two of these roles.
    """

    __tablename__ = "role_grant"
    __table_args__ = (
        sa.UniqueConstraint("user_id", "role", "department_id", "source"),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name="fk_role_grant_department_id"),
        sa.Index(
            "uq_role_grant_admin", "user_id", unique=True, sqlite_where=IS_ADMIN, postgresql_where=IS_ADMIN
        ),
    )

    user_id: int = ref("user_account.id", index=True)
    role: Role = term(Role)
    department_id: int | None = number(default=None)
    source: GrantSource = term(GrantSource, default=GrantSource.manual)
    granted_at: datetime = instant(nullable=False)


class LoginSession(Row, table=True):
    """One browser. The refresh token rotates; only digests are kept, of the live one and of its predecessor.

    `family` is random and names the session in tokens: ids may come back after a restored backup, families do not.
    """

    __tablename__ = "login_session"

    user_id: int = ref("user_account.id", index=True)
    family: str = Field(max_length=32, unique=True)
    generation: int = 1
    refresh_digest: str = Field(max_length=64, unique=True)
    previous_digest: str | None = Field(default=None, max_length=64, index=True)
    rotated_at: datetime = instant(nullable=False)
    created_at: datetime = instant(nullable=False)
    last_seen_at: datetime = instant(nullable=False)
    expires_at: datetime = instant(nullable=False)
    revoked_at: datetime | None = instant(default=None)
    user_agent: str = Field(default="", max_length=200)
    address: str = Field(default="", max_length=64)
    authenticated_at: datetime = instant(nullable=False)
    """When the password was last typed here; what is sensitive asks for it again."""


class LoginAttempt(Row, table=True):
    """A failed login, for the limits per account, per address and overall.

    The account is a digest of what was typed: people type their password into the wrong field.
    """

    __tablename__ = "login_attempt"

    account_digest: str = Field(max_length=64, index=True)
    address: str = Field(max_length=64, index=True)
    attempted_at: datetime = instant(nullable=False, index=True)


class ApiClient(Entity, table=True):
    """A campus system that pulls data; sees one department subtree, or the school when it has none."""

    __tablename__ = "api_client"
    __table_args__ = (
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name="fk_api_client_department_id"),
    )

    client_id: str = Field(max_length=40, unique=True)
    name: str = Field(max_length=100)
    scopes: list[str] = document()
    department_id: int | None = number(default=None)
    sees_personal_data: bool = False
    owner_id: int = ref("user_account.id")
    status: UserStatus = term(UserStatus, "client_status", default=UserStatus.active)
    stamp: int = 1
    last_used_at: datetime | None = instant(default=None)


class ApiClientSecret(Row, table=True):
    """At most two live secrets, so that one can be rotated without an outage. Only the digest is kept."""

    __tablename__ = "api_client_secret"

    api_client_id: int = ref("api_client.id", index=True)
    digest: str = Field(max_length=64, unique=True)
    hint: str = Field(max_length=12)
    created_at: datetime = instant(nullable=False)
    expires_at: datetime = instant(nullable=False)
    revoked_at: datetime | None = instant(default=None)


class PersonalToken(Row, table=True):
    """A script's token: a part of its owner's rights, shown once."""

    __tablename__ = "personal_token"

    user_id: int = ref("user_account.id", index=True)
    name: str = Field(max_length=100)
    digest: str = Field(max_length=64, unique=True)
    scopes: list[str] = document()
    created_at: datetime = instant(nullable=False)
    expires_at: datetime = instant(nullable=False)
    last_used_at: datetime | None = instant(default=None)
    revoked_at: datetime | None = instant(default=None)


class OneTimeToken(Row, table=True):
    """Makes the first administrator (no user yet), or lets one user choose a new password; works once."""

    __tablename__ = "one_time_token"

    user_id: int | None = ref("user_account.id", default=None, index=True)
    digest: str = Field(max_length=64, unique=True)
    created_at: datetime = instant(nullable=False)
    expires_at: datetime = instant(nullable=False)
    used_at: datetime | None = instant(default=None)
