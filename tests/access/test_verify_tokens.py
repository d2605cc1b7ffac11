"""Tokens: what we sign is accepted for its purpose and time."""

from datetime import timedelta

import pytest

from backend.access.tokens import LEEWAY_SECONDS, MAX_LENGTH, MAX_LIFETIME, InvalidToken, Purpose
from tests.access.tokens import (
    FIVE,
    ISSUER,
    NOW,
    RING,
    TOKEN,
    Clock,
    accepted,
    claims_of,
    decode,
    forge,
    refused,
    ring,
    with_claims,
    with_header,
)


def test_it_works() -> None:
    claims = RING.verify(TOKEN, purpose=Purpose.access)
    assert (claims.subject, claims.issued_at, claims.expires_at) == ("7", NOW, NOW + 300)
    assert dict(claims.extra) == {"sid": 3, "stamp": 1}
    assert len(claims.token_id) == 22
    assert len(TOKEN) < 500


def test_hand_made_token_equals_ours() -> None:
    assert RING.verify(with_claims(), purpose=Purpose.access).subject == "7"


@pytest.mark.parametrize("issued", Purpose)
@pytest.mark.parametrize("asked", Purpose)
def test_purposes_are_not_interchangeable(issued: Purpose, asked: Purpose) -> None:
    token = RING.issue(issued, "7", lifetime=timedelta(minutes=1))
    if issued is asked:
        assert RING.verify(token, purpose=asked).subject == "7"
    else:
        refused(token, purpose=asked)
        with pytest.raises(InvalidToken):
            RING.verify_any(token, [purpose for purpose in Purpose if purpose is not issued])
    assert RING.verify_any(token, Purpose)[0] is issued


def test_audience_and_type_must_agree_with_each_other() -> None:
    refused(with_claims(aud=f"{ISSUER}#client"))
    refused(with_header(typ="client+jwt"), purpose=Purpose.client)


def test_each_token_has_its_own_id() -> None:
    issued = {
        RING.verify(RING.issue(Purpose.access, "7", lifetime=FIVE), purpose=Purpose.access).token_id
        for _ in range(50)
    }
    assert len(issued) == 50


@pytest.mark.parametrize("name", ["iss", "aud", "sub", "jti", "iat", "nbf", "exp"])
def test_each_registered_claim_is_required(name: str) -> None:
    refused(with_claims(**{name: ...}))


@pytest.mark.parametrize("name", ["iat", "nbf", "exp"])
@pytest.mark.parametrize(
    "value",
    [None, [], {}, "", "1800000000", 1.8e9, NOW + 0.5, True, 1e308, float("inf"), float("nan"), 2**70],
)
def test_times_must_be_integers_of_today(name: str, value: object) -> None:
    refused(with_claims(**{name: value}))


@pytest.mark.parametrize("name", ["iss", "aud", "sub", "jti"])
@pytest.mark.parametrize("value", [None, 7, "", [], ["x"], {}, True])
def test_names_must_be_the_right_text(name: str, value: object) -> None:
    refused(with_claims(**{name: value}))


def test_audience_list_and_other_issuer_are_refused() -> None:
    refused(with_claims(aud=[claims_of()["aud"]]))
    refused(with_claims(iss=ISSUER + "/"))
    refused(TOKEN, ring(issuer="https://other.example"))


@pytest.mark.parametrize(
    "payload",
    [b"", b"null", b"[]", b'"text"', b"{", b"\xff\xfe", b"[" * 1100, b'{"exp":NaN}', b"\xef\xbb\xbf{}"],
)
def test_payload_must_be_an_object(payload: bytes) -> None:
    refused(forge(decode(TOKEN.split(".")[0]), payload))


def test_expiry_has_five_seconds_of_leeway() -> None:
    clock = Clock()
    keys = ring(clock=clock)
    clock.now = NOW + 300 + LEEWAY_SECONDS - 0.01
    assert keys.verify(TOKEN, purpose=Purpose.access).subject == "7"
    clock.now = NOW + 300 + LEEWAY_SECONDS
    refused(TOKEN, keys)


@pytest.mark.parametrize("seconds", [11 * 60, -120, 86_400, -86_400, -LEEWAY_SECONDS - 1])
def test_clock_far_off_is_refused(seconds: int) -> None:
    refused(TOKEN, ring(clock=lambda: NOW + seconds))


@pytest.mark.parametrize("seconds", [-4, -LEEWAY_SECONDS, 0, 299])
def test_clock_slightly_off_is_accepted(seconds: int) -> None:
    accepted(TOKEN, ring(clock=lambda: NOW + seconds))


@pytest.mark.parametrize("name", ["iat", "nbf"])
def test_tokens_from_the_future_are_refused(name: str) -> None:
    accepted(with_claims(**{name: NOW + LEEWAY_SECONDS}))
    refused(with_claims(**{name: NOW + LEEWAY_SECONDS + 1}))


def test_lifetime_is_bounded_whoever_signed() -> None:
    longest = int(MAX_LIFETIME[Purpose.access].total_seconds())
    accepted(with_claims(exp=NOW + longest))
    refused(with_claims(exp=NOW + longest + 1))
    refused(with_claims(exp=NOW))
    refused(with_claims(iat=NOW - 100_000))
    refused(with_claims(iat=0, exp=0))
    refused(with_claims(exp=-1))


def test_realm_not_before_ends_everything_older() -> None:
    accepted(TOKEN, ring(not_before=NOW))
    refused(TOKEN, ring(not_before=NOW + 1))


@pytest.mark.parametrize("purpose", Purpose)
def test_lifetime_out_of_range_is_not_issued(purpose: Purpose) -> None:
    longest = MAX_LIFETIME[purpose]
    RING.issue(purpose, "7", lifetime=longest)
    for lifetime in (longest + timedelta(seconds=1), timedelta(0), timedelta(seconds=-1)):
        with pytest.raises(ValueError):
            RING.issue(purpose, "7", lifetime=lifetime)


def test_fractions_of_a_second_still_live_one_second() -> None:
    token = RING.issue(Purpose.client, "7", lifetime=timedelta(milliseconds=1))
    assert RING.verify(token, purpose=Purpose.client).expires_at == NOW + 1


@pytest.mark.parametrize("name", ["iss", "aud", "sub", "jti", "iat", "nbf", "exp"])
def test_private_claims_cannot_replace_registered_ones(name: str) -> None:
    with pytest.raises(ValueError):
        RING.issue(Purpose.access, "7", {name: "x"}, lifetime=FIVE)


def test_empty_subject_and_long_claims_are_not_issued() -> None:
    with pytest.raises(ValueError):
        RING.issue(Purpose.access, "", lifetime=FIVE)
    with pytest.raises(ValueError):
        RING.issue(Purpose.access, "7", {"x": "y" * MAX_LENGTH}, lifetime=FIVE)


def test_limits_are_those_of_the_design() -> None:
    assert (MAX_LENGTH, LEEWAY_SECONDS) == (2048, 5)
    seconds = {purpose.value: int(longest.total_seconds()) for purpose, longest in MAX_LIFETIME.items()}
    assert seconds == {"access": 300, "client": 900}


def test_length_is_limited() -> None:
    tokens = {size: with_claims(pad="x" * size) for size in range(1100, 1250)}
    fitting = max(size for size, token in tokens.items() if len(token) <= MAX_LENGTH)
    assert MAX_LENGTH - 1 <= len(tokens[fitting]) <= MAX_LENGTH
    accepted(tokens[fitting])
    refused(tokens[fitting + 1])
    claims = {"sid": 3, "stamp": 1}
    accepted(RING.issue(Purpose.access, "7", claims | {"pad": "x" * fitting}, lifetime=FIVE))
    with pytest.raises(ValueError):
        RING.issue(Purpose.access, "7", claims | {"pad": "x" * (fitting + 1)}, lifetime=FIVE)
