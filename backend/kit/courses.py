"""The course of a row through its states: every step of every room begins and ends in the same way.

A room gives its table of transitions and the reader of its rows. Who may do what stands in the `allowed_actions` that
the reader works out, so that what a page offers and what the server accepts are one thing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from sqlmodel import Session

from backend.kit import journal
from backend.kit.etag import Expected
from backend.kit.machine import Machine
from backend.kit.problems import NOT_YOURS, forbidden
from backend.kit.rows import claim_version

A = TypeVar("A")
S = TypeVar("S", bound=str)
Found = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Course(Generic[A, S]):
    """How one kind of row is read, moved, claimed and journalled. `A` is whoever acts, `S` the Term of its states."""

    subject: str
    """The kind of subject in the journal; its events are `<subject>.<past participle>`."""
    table: sa.Table
    machine: Machine[S]
    states: type[S]
    read: Callable[[Session, A, int], Found]
    """The whole row with its `allowed_actions`, or 404."""
    refused: Mapping[str, str] = field(default_factory=dict)
    """What 403 says of an action that is not for this actor."""
    noted: tuple[str, ...] = ()
    """Columns that every event of the row names in its details."""

    def start(
        self, session: Session, actor: A, row_id: int, action: str, expected: Expected
    ) -> tuple[Found, S]:
        """The row and where the action leads: 404 unseen, 409 not in this state, 403 not for this actor, 412 stale."""
        before = self.read(session, actor, row_id)
        target = self.machine.find(self.states(before["state"]), action).target
        if action not in before["allowed_actions"]:
            raise forbidden(self.refused.get(action, NOT_YOURS))
        expected.check(before["version"])
        return before, target

    def finish(
        self,
        session: Session,
        actor: A,
        before: Found,
        changes: Found,
        event: str,
        details: Found | None = None,
    ) -> Found:
        """Writes the changes, journals the step and reads the row anew. 409 when somebody wrote in between."""
        claim_version(session, self.table, before, changes)
        row = self.read(session, actor, before["id"])
        self.record(session, event, row, details)
        return row

    def record(
        self, session: Session, event: str, row: Mapping[str, Any], details: Found | None = None
    ) -> None:
        """Journals one event of a row that has its `id` and `version`, and its `department_id` if it is of one."""
        subject = journal.Subject(self.subject, row["id"], row["version"], row.get("department_id"))
        noted = {name: row[name] for name in self.noted}
        journal.record(session, f"{self.subject}.{event}", subject, noted | (details or {}))
