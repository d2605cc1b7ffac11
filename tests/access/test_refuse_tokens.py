"""Forged, confused and misspelt tokens: one kind of refusal, never a crash (security.md §3.1)."""

import hmac
import json
import string
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.access.tokens import MAX_LENGTH, InvalidToken, Purpose
from tests.access.tokens import (
    PEM,
    RING,
    TOKEN,
    decode,
    encode,
    forge,
    header_of,
    public_pem,
    refused,
    with_claims,
    with_header,
)


def key_material() -> dict[str, bytes]:
    public = serialization.load_pem_private_key(PEM.encode(), None).public_key()
    assert isinstance(public, ec.EllipticCurvePublicKey)
    pem = public_pem()
    return {
        "pem": pem,
        "der": public.public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        ),
        "ssh": public.public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH),
        "base64": b"".join(pem.splitlines()[1:-1]),
        "jwk": json.dumps(RING.jwks()["keys"][0]).encode(),
        "point": public.public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        ),
        "empty": b"",
        "one byte": b"\0",
    }


@pytest.mark.parametrize("material", key_material())
@pytest.mark.parametrize("alg", ["HS256", "ES256", "HS512"])
def test_public_key_is_no_shared_secret(material: str, alg: str) -> None:
    head = encode(json.dumps(header_of() | {"alg": alg}, separators=(",", ":"), sort_keys=True).encode())
    signing_input = f"{head}.{TOKEN.split('.')[1]}"
    algorithm = "sha512" if alg == "HS512" else "sha256"
    mac = hmac.digest(key_material()[material], signing_input.encode(), algorithm)
    refused(f"{signing_input}.{encode(mac)}")
    refused(f"{signing_input}.{encode((mac + mac)[:64])}")


@pytest.mark.parametrize(
    "alg", ["none", "None", "NONE", "", None, "HS256", "ES384", "RS256", "es256", ["ES256"], ...]
)
def test_other_algorithms_are_refused(alg: object) -> None:
    token = with_header(alg=alg)
    refused(token)
    unsigned = token.rpartition(".")[0]
    refused(unsigned + ".")
    refused(f"{unsigned}.{'A' * 86}")


def test_degenerate_signatures_are_refused() -> None:
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    body = TOKEN.rpartition(".")[0]
    for r, s in [(0, 0), (1, 0), (0, 1), (1, 1), (order, order), (order - 1, order - 1), (order, 1)]:
        refused(f"{body}.{encode(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}")


@pytest.mark.parametrize(
    "changes",
    [
        {"typ": "JWT"},
        {"typ": "ACCESS+JWT"},
        {"typ": ...},
        {"kid": ...},
        {"kid": "other"},
        {"kid": None},
        {"kid": ["x"]},
        {"kid": "../../dev/null"},
        {"crit": ["exp"]},
        {"b64": False},
        {"jku": "https://evil.example/jwks.json"},
        {"jwk": {"kty": "oct", "k": ""}},
        {"x5u": "https://evil.example/cert"},
        {"zip": "DEF"},
        {"enc": "A256GCM"},
        {"cty": "JWT"},
    ],
)
def test_headers_other_than_ours_are_refused(changes: dict[str, Any]) -> None:
    refused(with_header(**changes))


def test_header_with_duplicate_or_reordered_members_is_refused() -> None:
    payload, header = decode(TOKEN.split(".")[1]), decode(TOKEN.split(".")[0])
    refused(forge(header[:-1] + b',"alg":"ES256"}', payload))
    refused(forge(b'{"alg":"none",' + header[1:], payload))
    refused(forge(json.dumps(header_of()).encode(), payload))
    refused(forge(b"[" * 200, payload))
    refused(forge(b"\xff" + header, payload))


@pytest.mark.parametrize(
    "token",
    [
        "",
        ".",
        "..",
        "a.b.c",
        "null",
        "Bearer " + TOKEN,
        TOKEN + "=",
        TOKEN + "\n",
        " " + TOKEN,
        TOKEN + ".",
        TOKEN + "." + TOKEN,
        TOKEN.replace(".", ".."),
        TOKEN[:-1],
        TOKEN[:-1] + "=",
        TOKEN.replace(".", "．"),
        TOKEN[:50] + "!" + TOKEN[50:],
        TOKEN[:150] + " " + TOKEN[150:],
        TOKEN[:50] + "\ud800" + TOKEN[50:],
        TOKEN[:50] + "\0" + TOKEN[50:],
        "e" * (MAX_LENGTH + 1),
        "e" * 10_000_000,
        "é" * 300,
        ("{" * 900) + "." + ("[" * 900) + "." + "x" * 86,
    ],
)
def test_other_spellings_are_refused(token: str) -> None:
    refused(token)


def test_last_bits_of_each_segment_count() -> None:
    segments = TOKEN.split(".")
    alphabet = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"
    for index, segment in enumerate(segments):
        last = alphabet.index(segment[-1])
        for bit in range(6):
            changed = [*segments]
            changed[index] = segment[:-1] + alphabet[last ^ (1 << bit)]
            refused(".".join(changed))


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(TOKEN) - 1), st.sampled_from(string.ascii_letters + string.digits + "-_.=+/ "))
def test_any_changed_character_is_refused(place: int, character: str) -> None:
    if TOKEN[place] != character:
        refused(TOKEN[:place] + character + TOKEN[place + 1 :])


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=300) | st.binary(max_size=300).map(lambda raw: raw.decode("latin-1")))
def test_junk_is_refused_and_nothing_else_happens(text: str) -> None:
    refused(text)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(["iss", "aud", "sub", "jti", "iat", "nbf", "exp"]), JSON)
def test_claims_of_any_type_never_crash(name: str, value: object) -> None:
    try:
        claims = RING.verify(with_claims(**{name: value}), purpose=Purpose.access)
    except InvalidToken:
        return
    assert type(claims.issued_at) is int
    assert type(claims.expires_at) is int
    assert claims.subject


@settings(max_examples=50, deadline=None)
@given(
    st.sampled_from(Purpose),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60),
    st.dictionaries(
        st.text(st.characters(exclude_categories=["Cs"]), min_size=4, max_size=12),
        st.integers(0, 2**53),
        max_size=5,
    ),
)
def test_what_is_issued_is_verified(purpose: Purpose, subject: str, extra: dict[str, int]) -> None:
    claims = RING.verify(RING.issue(purpose, subject, extra, lifetime=timedelta(minutes=5)), purpose=purpose)
    assert claims.subject == subject
    assert dict(claims.extra) == extra
