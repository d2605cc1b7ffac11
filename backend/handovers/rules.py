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

PLEDGE = (
    "本人已知悉本岗位的职责、职权、廉政风险点和防控措施，郑重承诺：\n"
    "一、依法依规履行职责，不越权、不滥权、不失职；\n"
    "二、不利用岗位之便为本人和他人谋取不正当利益，不接受可能影响公正执行公务的宴请和财物；\n"
    "三、落实本岗位的各项防控措施，该公开的公开，该回避的回避，该留痕的留痕；\n"
    "四、发现新的廉政风险及时提出，自觉接受监督。"
)
"""岗位廉政承诺 (opinion.txt line 61), as long as the office has not published a text of its own."""


def content_digest(content: Mapping[str, Any]) -> str:
    """SHA-256 of exactly what the new holder was shown."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
