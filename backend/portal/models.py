"""Tables of 公开: what is prepared and decided inside, and apart from it what the public reads."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from backend.kit.table import Entity, Row, column, document, instant, ref, term
from backend.portal.rules import PublicationChannel, PublicationState

_DRAFT, _RELEASED, _LIVE = sa.text("state = 'draft'"), sa.text("state = 'released'"), sa.text("is_live")


class Publication(Entity, table=True):
    """One edition of a power for the public, from its draft on.

    The texts are the public wording; `source` is what the house itself said when they were written (`rules.WORDING`
    and `steps` as `rules.STEP`), so that a later change of the power is seen. `confirmed` are the cautions somebody
    looked at before release.
    """

    __tablename__ = "publication"
    __table_args__ = (
        sa.Index("ix_publication_power_id", "power_id", "id"),
        sa.Index("uq_publication_draft", "power_id", unique=True, sqlite_where=_DRAFT, postgresql_where=_DRAFT),
        sa.Index(
            "uq_publication_released", "power_id", unique=True, sqlite_where=_RELEASED, postgresql_where=_RELEASED
        ),
        sa.CheckConstraint("(state IN ('draft', 'discarded')) = (released_at IS NULL)", name="released"),
        sa.CheckConstraint("(state = 'withdrawn') = (withdrawn_at IS NOT NULL)", name="withdrawn"),
        sa.CheckConstraint("released_by_id IS NULL OR released_by_id <> prepared_by_id", name="four_eyes"),
    )

    power_id: int = ref("power.id")
    code: str = Field(max_length=120)
    edition: int
    state: PublicationState = term(PublicationState, default=PublicationState.draft)
    channel: PublicationChannel = term(PublicationChannel)
    name: str = Field(max_length=200)
    wording: str = Field(default="", max_length=4000)
    basis: str = Field(default="", max_length=4000)
    handling_body: str = Field(default="", max_length=200)
    unit: str = Field(max_length=100)
    closes_on: date | None = None
    steps: list[dict[str, Any]] = document(default_factory=list)
    source: dict[str, Any] = document(default_factory=dict)
    is_changed: bool = False
    """Of a released edition: the house says something else by now."""
    confirmed: list[str] = document(default_factory=list)
    prepared_by_id: int = ref("user_account.id")
    prepared_by_name: str = Field(max_length=100)
    released_at: datetime | None = instant(default=None)
    released_by_id: int | None = ref("user_account.id", default=None)
    released_by_name: str = Field(default="", max_length=100)
    withdrawn_at: datetime | None = instant(default=None)
    withdrawn_by_name: str = Field(default="", max_length=100)
    withdraw_reason: str = Field(default="", max_length=500)


class PublicPower(Row, table=True):
    """What the public reads of one edition: frozen at its release, and never changed but for `is_live`.

    It holds no person and no key of the house beside its own edition; public reads come from this table alone.
    """

    __tablename__ = "public_power"
    __table_args__ = (
        sa.UniqueConstraint("code", "edition"),
        sa.Index("uq_public_power_live", "code", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
        sa.Index("ix_public_power_unit", "unit", "code"),
        sa.CheckConstraint("closes_on IS NULL OR closes_on >= published_on", name="order"),
    )

    publication_id: int = ref("publication.id", unique=True)
    is_live: bool
    code: str = Field(max_length=120)
    edition: int
    channel: PublicationChannel = term(PublicationChannel)
    name: str = Field(max_length=200)
    wording: str = Field(max_length=4000)
    basis: str = Field(max_length=4000)
    handling_body: str = Field(max_length=200)
    unit: str = Field(max_length=100)
    published_on: date
    closes_on: date | None = None
    steps: list[dict[str, Any]] = document()
    picture: str = column(sa.Text, nullable=False)
    """The flowchart as SVG; empty without a flow."""
    dark_picture: str = column(sa.Text, nullable=False)
    content_hash: str = Field(max_length=64)
