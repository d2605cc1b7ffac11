"""Documents in editions: drafted, adopted one at a time, never changed after that; the next edition copies the last.

Their table has `edition`, `title`, `note`, `state`, `copied_from_id`, `adopted_at`, `adopted_by_name`,
`adoption_note`, `retired_on` and `retire_reason`; their parts, in the order of `ordinal`, have a table of their own.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session

from backend.kit.courses import A, Course, Found, S
from backend.kit.problems import FieldError, invalid_fields
from backend.kit.rows import insert_row, replace_rows
from backend.kit.table import now, today


@dataclass(frozen=True, kw_only=True)
class Editions(Course[A, S]):
    """The course of such a document; its actions are `edit`, `adopt` and `retire`."""

    parts: sa.Table
    owner: str
    """The column of `parts` that names the document."""

    def draft(self, session: Session, actor: A, values: Found, parts: Sequence[Found], start: str) -> Found:
        """A new draft with its parts. `values` are those of the table beyond what every new draft has."""
        empty = dict.fromkeys(("note", "adopted_by_name", "adoption_note", "retire_reason"), "")
        stamps = {"version": 1, "created_at": now(), "updated_at": now()}
        row_id = insert_row(session, self.table, empty | stamps | values)
        self.fill(session, row_id, parts)
        row = self.read(session, actor, row_id)
        self.record(session, "created", row, {"start": start})
        return row

    def fill(self, session: Session, row_id: int, parts: Sequence[Found]) -> None:
        """Replaces all parts of a draft, in the order given."""
        replace_rows(session, self.parts, {self.owner: row_id}, parts)

    def adopt(
        self,
        session: Session,
        actor: A,
        before: Found,
        former_id: int | None,
        adoption: Found,
        details: Found,
    ) -> Found:
        """Puts a draft into use and retires the former one. `adoption` is who adopts it on which basis."""
        if former_id is not None:
            former = self.read(session, actor, former_id)
            self.retire(session, actor, former, "由新版替代", {"replaced_by_id": before["id"]})
        changes = {"state": self._after(before, "adopt"), "adopted_at": now()} | adoption
        return self.finish(session, actor, before, changes, "adopted", details)

    def retire(
        self, session: Session, actor: A, before: Found, reason: str, details: Found | None = None
    ) -> Found:
        """Discards a draft, or takes a document out of use."""
        changes = {
            "state": self._after(before, "retire"),
            "retired_on": today(),
            "retire_reason": reason,
        }
        return self.finish(session, actor, before, changes, "retired", details)

    def _after(self, row: Found, action: str) -> S:
        return self.machine.find(self.states(row["state"]), action).target


def refuse_repeated(names: Sequence[str], pointer: str) -> None:
    """422 with one error for every name that is there twice; `pointer` is the list's, as `/items`."""
    errors = [
        FieldError(f"{pointer}/{at}/name", "duplicate", f"第 {at + 1} 项“{name}”与前面的项目重复。")
        for at, name in enumerate(names)
        if name in names[:at]
    ]
    if errors:
        raise invalid_fields(errors)
