"""Controlled vocabulary: an enum whose members carry their Chinese label.

The label travels to OpenAPI as `x-labels`, so the web client, exports and documents share one wording.
"""

import re
from enum import Enum
from typing import Self

import sqlalchemy as sa
from pydantic import GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema


class Term(str, Enum):
    """`class RiskLevel(Term): high = "high", "高"` — the value is stored, the label is shown."""

    _value_: str
    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    def __str__(self) -> str:
        return self._value_

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        schema = handler(core_schema)
        handler.resolve_ref_schema(schema)["x-labels"] = {term.value: term.label for term in cls}
        return schema


def term_type(terms: type[Term], constraint: str | None = None) -> sa.Enum:
    """VARCHAR with a named CHECK, never a native PostgreSQL ENUM (those cannot lose or reorder values)."""
    name = constraint or re.sub(r"(?<!^)(?=[A-Z])", "_", terms.__name__).lower()
    return sa.Enum(
        terms,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=max(40, *(len(term.value) for term in terms)),
        values_callable=lambda members: [term.value for term in members],
    )
