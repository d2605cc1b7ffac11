"""The hash chain over numbered events: a changed, missing or inserted row shows (security.md §0.8)."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

HASHED = (
    "id",
    "occurred_at",
    "action",
    "subject_kind",
    "subject_id",
    "subject_version",
    "department_id",
    "former_department_id",
    "actor_kind",
    "actor_id",
    "actor_label",
    "request_id",
    "details",
)


def link(previous: str, seq: int, event: Mapping[Any, Any]) -> str:
    """SHA-256 of one numbered event over its content and its predecessor's hash."""
    content = {name: event[name] for name in HASHED} | {"seq": seq}
    packed = orjson.dumps(content, option=orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z)
    return hashlib.sha256(previous.encode() + packed).hexdigest()


def verify(previous: str, after_seq: int, events: Sequence[Mapping[Any, Any]]) -> tuple[int | None, str]:
    """(first number that does not fit, or None; the head of the chain). A gap in the numbers does not fit either."""
    head = previous
    for expected, event in enumerate(events, after_seq + 1):
        if event["seq"] != expected:
            return expected, head
        link_ = link(head, expected, event)
        if link_ != event["hash"]:
            return expected, head
        head = link_
    return None, head
