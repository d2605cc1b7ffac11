"""What a power must say before it can be confirmed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from backend.kit.problems import FieldError

MIN_EXPLANATION = 10
"""How long an explanation must be to be one."""


@dataclass(frozen=True, slots=True)
class Confirmation:
    """When a power was confirmed, by whom, and what was said."""

    at: datetime
    by_name: str
    note: str


def unready_parts(power: Mapping[str, Any], note: str) -> Iterable[FieldError]:
    """What keeps a power from being confirmed (opinion.txt line 42: 职权法定). `power` has `bases_count`."""
    for field, heading in (("content", "具体内容"), ("handling_body", "办理主体")):
        if not power[field]:
            yield FieldError(f"/{field}", "required", f"请先填写{heading}，再确认。")
    if not power["basis"] and not power["bases_count"] and len(note) < MIN_EXPLANATION:
        detail = "这项职权还没有制度依据；请补上依据，或在说明里写清为什么仍由本部门行使。"
        yield FieldError("/note", "without-basis", detail)
