"""岗位交接: a risk belongs to the post, whoever holds it (handout.txt line 234), so the new holder takes it over."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from backend.access.policy import Permission
from backend.kit.machine import Machine, Transition
from backend.kit.terms import Term


class HandoverState(Term):
    """Where a hand-over stands."""

    waiting = "waiting", "待确认"
    acknowledged = "acknowledged", "已确认"
    void = "void", "已失效"


S, P = HandoverState, Permission
MACHINE: Machine[HandoverState] = Machine(
    (
        Transition(S.waiting, "acknowledge", S.acknowledged, P.handovers_acknowledge),
        Transition(S.waiting, "void", S.void, P.organization_write),
    )
)
"""`void` is nobody's button: it follows when the holder leaves the post before he has acknowledged."""


def content_digest(content: Mapping[str, Any]) -> str:
    """SHA-256 of exactly what the new holder was shown."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
