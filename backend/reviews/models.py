"""Tables of reviews. The subject is named by kind and id: a review does not know the room below it."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from backend.kit.table import Entity, Row, document, instant, number, ref, term
from backend.reviews.rules import Decision, ReviewChain, ReviewState, ReviewSubject


class Review(Entity, table=True):
    """The passage of one sheet through its chain. `version` is the lock two deciders race for.

    `content_hash` is what was handed in and signed; `current_hash` what the sheet holds now, while it is stale.
    """

    __tablename__ = "review"
    __table_args__ = (
        sa.UniqueConstraint("subject_kind", "subject_id"),
        sa.Index("ix_review_department_id_state", "department_id", "state"),
    )

    subject_kind: ReviewSubject = term(ReviewSubject)
    subject_id: int = number()
    title: str = Field(max_length=200)
    department_id: int = ref("department.id")
    chain: ReviewChain = term(ReviewChain)
    state: ReviewState = term(ReviewState, default=ReviewState.draft)
    owner_id: int | None = ref("person.id", default=None, index=True)
    submitted_by_id: int | None = ref("user_account.id", default=None)
    submitted_at: datetime | None = instant(default=None)
    decided_at: datetime | None = instant(default=None)
    round: int = 0
    content_hash: str | None = Field(default=None, max_length=64)
    retired_on: date | None = None
    is_stale: bool = False
    current_hash: str | None = Field(default=None, max_length=64)
    redo_due_on: date | None = None
    year: int | None = None
    """None for what belongs to no year."""
    redo_count: int = 0


class ReviewDecision(Row, table=True):
    """One signature: never changed afterwards.

    `state` is the step that was decided, `rows` are `[{row_id, reasons, comment}]` sent back singly.
    """

    __tablename__ = "review_decision"

    review_id: int = ref("review.id", index=True)
    round: int
    state: ReviewState = term(ReviewState, "decided_state")
    decision: Decision = term(Decision)
    reasons: list[str] = document(default_factory=list)
    rows: list[dict[str, object]] = document(default_factory=list)
    opinion: str = Field(default="", max_length=2000)
    content_hash: str | None = Field(default=None, max_length=64)
    decided_by_id: int = ref("user_account.id")
    decided_by_name: str = Field(max_length=100)
    decided_at: datetime = instant(nullable=False)
    redo_due_on: date | None = None
    meeting_id: int | None = ref("meeting.id", default=None, index=True)


class ReviewCopy(Row, table=True):
    """A sheet as it was handed in once, never changed afterwards: what signers compare the next round with.

    `edition` 0 is what was handed in with the round; then come those in which an approval was stood by after changes
    (reconfirmed), and `submitted_*` say who stood by it and when. `rows` are the rows in their order, as the room of
    the sheet copies them; `note` is what it says as a whole.
    """

    __tablename__ = "review_copy"
    __table_args__ = (sa.UniqueConstraint("review_id", "round", "edition"),)

    review_id: int = ref("review.id")
    round: int
    edition: int = 0
    content_hash: str = Field(max_length=64)
    note: str = Field(default="", max_length=2000)
    rows: list[dict[str, Any]] = document(default_factory=list)
    submitted_by_id: int | None = ref("user_account.id", default=None)
    submitted_by_name: str = Field(default="", max_length=100)
    submitted_at: datetime = instant(nullable=False)


class ReviewComment(Entity, table=True):
    """A word on one cell of the sheet: `row_id` None is its head, `field` empty the whole row."""

    __tablename__ = "review_comment"
    __table_args__ = (sa.Index("ix_review_comment_review_id", "review_id", "id"),)

    review_id: int = ref("review.id")
    round: int
    row_id: int | None = number(default=None)
    field: str = Field(default="", max_length=60)
    text: str = Field(max_length=1000)
    author_id: int = ref("user_account.id")
    author_name: str = Field(max_length=100)
    resolved_at: datetime | None = instant(default=None)
    resolved_by_id: int | None = ref("user_account.id", default=None)
    resolved_by_name: str = Field(default="", max_length=100)
