"""Strict JSON: ordinary documents pass, what two readers could read differently does not."""

import json
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.kit.strict_json import MAX_DEPTH, MAX_NUMBER, NotStrict, check


def code(body: bytes) -> str | None:
    try:
        check(body)
    except NotStrict as refused:
        return refused.code if refused.detail.endswith("。") else "not a sentence"
    return None


def test_it_works() -> None:
    check('{"name": "办公室", "at": "2026-09-30T17:00:00+08:00", "n": [1, -2.5, true, null, {}]}'.encode())


@pytest.mark.parametrize(
    "body",
    [
        b"null",
        b"0",
        b' \n{"a":1}\t',
        b'{"a":":::","b":"{"}',
        b'{"a":{"a":{"a":1}}}',
        b'[{"a":1},{"a":1}]',
        b'{"":1}',
        b'"\\ud83d\\ude00"',
        b'"\\\\u0000"',
        b'"\\\\ud800"',
        b"-0.0",
        b"1e-400",
        str(MAX_NUMBER).encode(),
        str(-MAX_NUMBER).encode(),
        b"[" * MAX_DEPTH + b"]" * MAX_DEPTH,
        b"[" * MAX_DEPTH + b"1" + b"]" * MAX_DEPTH,
        b"[" + b"[[]]," * 500 + b"1]",
    ],
)
def test_harmless_documents_pass(body: bytes) -> None:
    assert code(body) is None


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", "syntax"),
        (b" ", "syntax"),
        (b"{", "syntax"),
        (b"{'a':1}", "syntax"),
        (b'{"a":1,}', "syntax"),
        (b"[1,]", "syntax"),
        (b"{a:1}", "syntax"),
        (b"1 2", "syntax"),
        (b"01", "syntax"),
        (b"+1", "syntax"),
        (b".5", "syntax"),
        (b"0x1", "syntax"),
        (b"// x\n1", "syntax"),
        (b'"a\nb"', "syntax"),
        (b'"a\0b"', "syntax"),
        (b"NaN", "syntax"),
        (b"[Infinity]", "syntax"),
        (b"[-Infinity]", "syntax"),
        (b"1e400", "syntax"),
        (b"-1e400", "syntax"),
        (b"9" * 5000, "syntax"),
        (b"\xef\xbb\xbf{}", "encoding"),
        ('{"a":"张"}'.encode("utf-16"), "encoding"),
        ('{"a":"b"}'.encode("utf-16-le"), "syntax"),
        ('{"a":"b"}'.encode("utf-32"), "encoding"),
        ('{"a":"张"}'.encode("gbk"), "encoding"),
        (b'"\xed\xa0\x80"', "encoding"),
        (b'"\xc0\xaf"', "encoding"),
        (b'"\\ud800"', "surrogate"),
        (b'"\\ud800\\ud800"', "surrogate"),
        (b'{"\\udfff":1}', "surrogate"),
        (b'"\\u0000"', "nul"),
        (b'"\\\\\\u0000"', "nul"),
        (b'{"a\\u0000":1}', "nul"),
        (b'{"a":1,"a":1}', "duplicate-key"),
        (b'{"a":1,"\\u0061":2}', "duplicate-key"),
        (b'[{"x":":"},{"b":{"a":1,"b":2,"a":3}}]', "duplicate-key"),
        (b'{"a":":","a":2}', "duplicate-key"),
        (str(MAX_NUMBER + 1).encode(), "number"),
        (str(-MAX_NUMBER - 1).encode(), "number"),
        (b"[123456789012345678901234567890]", "number"),
        (b'{"a":[1e300]}', "number"),
        (b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1), "depth"),
        (b'{"a":' * (MAX_DEPTH + 1) + b"{}" + b"}" * (MAX_DEPTH + 1), "depth"),
        (b"[" * 500 + b"]" * 500, "depth"),
    ],
)
def test_others_are_refused(body: bytes, expected: str) -> None:
    assert code(body) == expected


@pytest.mark.parametrize("body", [b"[" * 100_000, b"[" * 100_000 + b"]" * 100_000, b'{"a":' * 100_000])
def test_bottomless_nesting_is_refused(body: bytes) -> None:
    assert code(body) in ("syntax", "depth")


def test_error_names_line_and_key() -> None:
    with pytest.raises(NotStrict) as refused:
        check(b'{\n"a": 1\n"b": 2}')
    assert "第 3 行" in refused.value.detail
    with pytest.raises(NotStrict) as refused:
        check('{"名称": 1, "名称": 2}'.encode())
    assert "“名称”" in refused.value.detail


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
NUMBERS = st.integers(-MAX_NUMBER, MAX_NUMBER) | st.floats(-MAX_NUMBER, MAX_NUMBER)
PLAIN = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner),
    max_leaves=30,
)
PIECES = [*'{}[]:,"', '"a"', '"b:"', "1", "-", ".5", "e9", "true", "NaN", "\\", " ", "张", '{"a":1}']


@settings(max_examples=200, deadline=None)
@given(PLAIN, st.booleans())
def test_every_plain_document_passes(document: Any, is_ascii: bool) -> None:
    check(json.dumps(document, ensure_ascii=is_ascii).encode())


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    assert len(dict(pairs)) == len(pairs)
    return dict(pairs)


def _depth(value: Any) -> int:
    if isinstance(value, dict):
        return 1 + max(map(_depth, value.values()), default=0)
    return 1 + max(map(_depth, value), default=0) if isinstance(value, list) else 0


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join).map(str.encode) | st.binary(max_size=20))
def test_what_passes_is_read_alike_by_every_parser(body: bytes) -> None:
    if code(body) is None:
        document = json.loads(body.decode(), object_pairs_hook=_pairs)
        assert document == orjson.loads(body)
        assert _depth(document) <= MAX_DEPTH
        json.dumps(document, allow_nan=False, ensure_ascii=False).encode()
