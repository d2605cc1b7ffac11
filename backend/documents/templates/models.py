"""Tables of templates: every version, and when each was in use."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from backend.documents.rules import DocumentKind
from backend.documents.templates.rules import TemplateState
from backend.kit.table import Entity, Row, document, instant, ref, term

_NOW = sa.text("ended_at IS NULL")


class DocumentTemplate(Entity, table=True):
    """One uploaded version. The file lies under its digest as it was sent; it is cleaned whenever it is compiled."""

    __tablename__ = "document_template"
    __table_args__ = (sa.UniqueConstraint("kind", "edition"),)

    kind: DocumentKind = term(DocumentKind)
    edition: int
    file_name: str = Field(max_length=120)
    digest: str = Field(max_length=64)
    size: int
    note: str = Field(default="", max_length=500)
    remarks: list[dict[str, Any]] = document(default_factory=list)
    state: TemplateState = term(TemplateState, default=TemplateState.checked)
    uploaded_by_name: str = Field(max_length=100)


class TemplateAdoption(Row, table=True):
    """From when to when a template filled the forms of its kind, who decided so, and why."""

    __tablename__ = "document_template_adoption"
    __table_args__ = (
        sa.Index(
            "uq_document_template_adoption_kind",
            "kind",
            unique=True,
            sqlite_where=_NOW,
            postgresql_where=_NOW,
        ),
        sa.Index("ix_document_template_adoption_kind_adopted_at", "kind", "adopted_at"),
        sa.CheckConstraint("ended_at IS NULL OR ended_at >= adopted_at", name="order"),
    )

    template_id: int = ref("document_template.id", index=True)
    kind: DocumentKind = term(DocumentKind)
    adopted_at: datetime = instant(nullable=False)
    adopted_by_name: str = Field(max_length=100)
    reason: str = Field(default="", max_length=500)
    ended_at: datetime | None = instant(default=None)
    ended_by_name: str = Field(default="", max_length=100)
    end_reason: str = Field(default="", max_length=500)
