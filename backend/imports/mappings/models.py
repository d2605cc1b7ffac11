"""Tables of mappings."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from backend.imports.mappings.rules import MappedPart
from backend.imports.rules import Column, FormKind
from backend.kit.table import Entity, instant, ref, term
from backend.organization.rules import RiskLevel

_OF_SCHOOL = sa.text("department_id IS NULL")


class ImportMapping(Entity, table=True):
    """What one word means in the files of a department; without a department, in those of the school's own uploads.

    `words` are squeezed as the reader compares them, `text` is how they were written. `field` is empty for a column
    that is left out; `kind` is the form they were seen in.
    """

    __tablename__ = "import_mapping"
    __table_args__ = (
        sa.UniqueConstraint("department_id", "part", "words"),
        sa.Index(
            "uq_import_mapping_school",
            "part",
            "words",
            unique=True,
            sqlite_where=_OF_SCHOOL,
            postgresql_where=_OF_SCHOOL,
        ),
        sa.CheckConstraint("(part = 'level') = (level IS NOT NULL)", name="level_has_level"),
        sa.CheckConstraint("part = 'column' OR field IS NULL", name="level_has_no_field"),
    )

    department_id: int | None = ref("department.id", default=None, index=True)
    part: MappedPart = term(MappedPart)
    words: str = Field(max_length=80)
    text: str = Field(max_length=80)
    kind: FormKind | None = term(FormKind, default=None)
    field: Column | None = term(Column, "field", default=None)
    level: RiskLevel | None = term(RiskLevel, "level", default=None)
    used_at: datetime = instant(nullable=False)
    used_by_id: int = ref("user_account.id")
    used_by_name: str = Field(max_length=100)
    uses_count: int = 0
