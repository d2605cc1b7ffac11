"""Tables of imports: the file as it was read, what was decided about it, and what came of it."""

from datetime import datetime
from typing import Any

from sqlmodel import Field

from backend.imports.rules import ImportState
from backend.kit.table import Entity, document, instant, ref, term


class FormImport(Entity, table=True):
    """One uploaded file. `sheets` and `findings` are what was read, `outcome` the plan that was carried out.

    `tables` says how each table was understood, `mapping` what people said about its words.
    `is_restricted`: a file of 附件四, seen by its owner alone; its texts go when it is applied (docs/decisions/0024).
    `effects` is what the application wrote, with the versions it left (empty: nothing; None: before this was noted);
    `reversal` what was taken back of it and what stayed.
    """

    __tablename__ = "form_import"

    file_name: str = Field(max_length=150)
    file_digest: str = Field(max_length=64)
    file_size: int
    owner_id: int = ref("user_account.id", index=True)
    department_id: int | None = ref("department.id", default=None, index=True)
    state: ImportState = term(ImportState, default=ImportState.ready)
    forms_count: int = 0
    sheets: list[dict[str, Any]] = document(default_factory=list)
    findings: list[dict[str, Any]] = document(default_factory=list)
    choices: dict[str, dict[str, Any]] = document(default_factory=dict)
    outcome: list[dict[str, Any]] | None = document(default=None)
    applied_at: datetime | None = instant(default=None)
    effects: list[dict[str, Any]] | None = document(default=None)
    reversal: list[dict[str, Any]] | None = document(default=None)
    reversed_at: datetime | None = instant(default=None)
    reversed_by_id: int | None = ref("user_account.id", default=None)
    tables: list[dict[str, Any]] = document(default_factory=list)
    mapping: dict[str, Any] = document(default_factory=dict)
    is_restricted: bool = False
