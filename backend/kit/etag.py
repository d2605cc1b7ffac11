"""Optimistic concurrency over HTTP (RFC 9110 §13): strong ETags, If-Match on every change, If-None-Match on reads."""

import hashlib
import re
from collections.abc import Mapping
from typing import Annotated, Any

import orjson
from fastapi import Depends, Header, Request, Response

from backend.kit.paging import json_response
from backend.kit.problems import Problem


def tag(version: int, derived: object = None) -> str:
    """The entity's tag. `derived` is what the answer shows beyond the versioned row (a computed level, holders).

    It makes the tag change with the answer, while If-Match compares the version alone: whoever edits a row is not
    disturbed by a level that was recomputed meanwhile.
    """
    if derived is None:
        return f'"v{version}"'
    return f'"v{version}-{hashlib.sha256(orjson.dumps(derived, default=str)).hexdigest()[:12]}"'


def stamp(response: Response, version: int, derived: object = None) -> None:
    """Puts the tag of `version` on the answer."""
    response.headers["ETag"] = tag(version, derived)


def answered(row: Mapping[str, Any], status: int = 200) -> Response:
    """One row as JSON under the tag of its version, which follows everything else the answer shows as well."""
    response = json_response(row, status)
    stamp(response, row["version"], row)
    return response


class Expected:
    """What the caller believes the version to be."""

    def __init__(self, tags: frozenset[str] | None) -> None:
        self._tags = None if tags is None else {re.sub(r'-[0-9a-f]{12}"$', '"', text) for text in tags}

    def check(self, version: int) -> None:
        """Raises 412 when somebody saved in between."""
        if self._tags is not None and tag(version) not in self._tags:
            raise Problem(
                "stale",
                "内容已被别人更新",
                412,
                "您打开之后，有人保存了新的内容。请刷新，核对后再保存；您填写的内容不会丢失。",
                headers={"ETag": tag(version)},
            )


UNSEEN = Expected(None)
"""For a write that read the row itself in the same transaction. No header says this."""


def require_match(if_match: str | None) -> Expected:
    """428 without If-Match, and for `*`: that says only that the thing exists, and saves over what nobody has seen."""
    tags = frozenset(part.strip() for part in (if_match or "").split(","))
    if not if_match or "*" in tags:
        raise Problem(
            "precondition-required",
            "缺少 If-Match",
            428,
            "请带上最近一次读取时得到的 ETag（不能用 *），以免覆盖别人的修改。",
        )
    return Expected(tags)


async def _expected(
    if_match: Annotated[
        str | None, Header(description='最近一次读到的 ETag，例如 "v3"', max_length=200)
    ] = None,
) -> Expected:
    return require_match(if_match)


IfMatch = Annotated[Expected, Depends(_expected)]


def not_modified(request: Request, response: Response) -> bool:
    """True when the client already holds this version; a proxy that compressed the answer made the tag a weak one."""
    held = request.headers.get("if-none-match")
    current = response.headers.get("etag")
    if not held or not current:
        return False
    return held.strip() == "*" or current in {part.strip().removeprefix("W/") for part in held.split(",")}
