"""Tables of templates."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from backend.kit.table import Entity, document, term
from backend.organization.rules import KeyArea


class FlowTemplate(Entity, table=True):
    """A flow of the college's own to begin with. `steps` are those of a sound flow, 本部门 standing for its user."""

    __tablename__ = "flow_template"
    __table_args__ = (sa.Index("ix_flow_template_name", "name", "id"),)

    name: str = Field(max_length=200)
    key_area: KeyArea | None = term(KeyArea, default=None)
    note: str = Field(default="", max_length=1000)
    steps: list[dict[str, Any]] = document(default_factory=list)
    created_by_name: str = Field(max_length=100)
    retired_on: date | None = None
    retire_reason: str = Field(default="", max_length=500)
