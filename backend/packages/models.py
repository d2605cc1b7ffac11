"""The table of packages: what was asked for, how far it is, and what came of it."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from backend.documents.rules import DocumentFormat
from backend.kit.table import Entity, document, instant, number, ref, term
from backend.packages.rules import PackageKind, PackageState

OPEN = sa.text("state IN ('queued', 'running')")


class Package(Entity, table=True):
    """One wish. `wish` is the hash of who wants what: the same wish is worked on once at a time.

    `done`, `total`, `label` and `heartbeat_at` move while it is worked on and do not raise the version. `worker` names
    the process that has it; `digest` is the SHA-256 of the file, `manifest_digest` that of the list of hashes in it.
    """

    __tablename__ = "package"
    __table_args__ = (
        sa.Index("ix_package_state", "state", "heartbeat_at"),
        sa.Index("uq_package_open", "wish", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
        sa.CheckConstraint("done >= 0 AND total >= 0", name="progress"),
        sa.CheckConstraint(
            "state <> 'ready' OR (digest IS NOT NULL AND manifest_digest IS NOT NULL AND expires_at IS NOT NULL)",
            name="ready",
        ),
    )

    kind: PackageKind = term(PackageKind)
    year: int
    department_id: int = ref("department.id", index=True)
    campaign_id: int | None = ref("campaign.id", default=None)
    formats: list[DocumentFormat] = document(default_factory=list)
    with_warnings: bool = False
    wish: str = Field(max_length=64)
    state: PackageState = term(PackageState, default=PackageState.queued)
    requested_by_id: int = ref("user_account.id", index=True)
    requested_by_name: str = Field(max_length=100)
    done: int = 0
    total: int = 0
    label: str = Field(default="", max_length=200)
    attempts: int = 0
    worker: str | None = Field(default=None, max_length=64)
    heartbeat_at: datetime | None = instant(default=None)
    started_at: datetime | None = instant(default=None)
    finished_at: datetime | None = instant(default=None)
    failure: str = Field(default="", max_length=1000)
    file_name: str = Field(default="", max_length=200)
    size: int | None = number(default=None)
    digest: str | None = Field(default=None, max_length=64)
    manifest_digest: str | None = Field(default=None, max_length=64)
    entries_count: int = 0
    left_out: list[str] = document(default_factory=list)
    expires_at: datetime | None = instant(default=None)
