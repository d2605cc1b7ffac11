"""JSON that every reader understands alike (RFC 7493 with a depth limit), checked before the framework parses it.

The framework's parser takes duplicate keys, NaN, 1e400, lone surrogates, UTF-16 and any depth; each of them ended in a
500 or in two readers seeing different things.
"""

import json
import re
from typing import Any

import orjson

MAX_DEPTH = 32
MAX_NUMBER = 2**53
"""Beyond it a browser's number and ours differ."""
NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


class NotStrict(ValueError):
    """`code` is stable, `detail` a Chinese sentence."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(code)
        self.code, self.detail = code, detail


def check(body: bytes) -> None:
    """Raises NotStrict unless `body` is one strict JSON document in UTF-8. About 10 ms per MB."""
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise _malformed(body, error) from None
    if b"\\u0000" in body and NUL.search(body):
        raise NotStrict("nul", "文字里有空字符（\\u0000），请去掉。")
    keys = _walk(document)
    # As many colons as keys: no colon inside a string, no key twice. Otherwise look closely.
    if body.count(b":") != keys:
        json.loads(body.decode(), object_pairs_hook=_unique)


def _malformed(body: bytes, error: orjson.JSONDecodeError) -> NotStrict:
    try:
        body.decode()
    except UnicodeDecodeError:
        return NotStrict("encoding", "内容不是 UTF-8 编码。")
    if body.startswith(b"\xef\xbb\xbf"):
        return NotStrict("encoding", "内容开头有 BOM，请用不带 BOM 的 UTF-8。")
    if "surrogate" in error.msg:
        return NotStrict("surrogate", "文字里有不完整的字符（单独的代理码位）。")
    return NotStrict("syntax", f"内容不是有效的 JSON：第 {error.lineno} 行第 {error.colno} 个字符处有误。")


def _walk(document: Any) -> int:
    """Number of keys; raises NotStrict for too deep nesting and too large numbers."""
    level, depth, keys = [document], 0, 0
    while level:
        below: list[Any] = []
        for value in level:
            kind = type(value)
            if kind is dict:
                keys += len(value)
                below.extend(value.values())
            elif kind is list:
                below.extend(value)
            elif (kind is int or kind is float) and not -MAX_NUMBER <= value <= MAX_NUMBER:
                raise NotStrict("number", "数字过大：绝对值不能超过 9007199254740992。")
        depth += 1
        if depth >= MAX_DEPTH and any(type(value) in (dict, list) for value in below):
            raise NotStrict("depth", f"嵌套过深：最多 {MAX_DEPTH} 层。")
        level = below
    return keys


def _unique(pairs: list[tuple[str, Any]]) -> None:
    if len({name for name, _ in pairs}) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise NotStrict("duplicate-key", f"“{twice[:40]}”出现了两次，只能写一次。")
