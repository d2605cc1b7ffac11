"""Opaque secrets: recognisable, checksummed, stored as digests."""

import hashlib
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from backend.access import secrets


def test_it_works() -> None:
    made = secrets.new_client_secret()
    assert re.fullmatch(r"lzc_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}", made.text)
    assert made.digest == hashlib.sha256(made.text.encode()).hexdigest()
    assert secrets.is_well_formed(made.text, secrets.CLIENT_PREFIX)
    assert made.text.startswith(made.hint)
    assert len(made.hint) <= 12


def test_a_personal_token_carries_a_public_id() -> None:
    one, other = secrets.new_personal_token().text, secrets.new_personal_token().text
    assert re.fullmatch(r"lzp_[0-9a-f]{8}_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}", one)
    assert secrets.is_well_formed(one, secrets.PERSONAL_PREFIX)
    assert one.split("_")[1] != other.split("_")[1]


def test_kinds_are_told_apart() -> None:
    assert not secrets.is_well_formed(secrets.new_client_secret().text, secrets.PERSONAL_PREFIX)
    assert not secrets.is_well_formed(secrets.new_bootstrap_token().text, secrets.CLIENT_PREFIX)
    assert secrets.is_well_formed(secrets.new_bootstrap_token().text, secrets.BOOTSTRAP_PREFIX)


def test_secrets_do_not_repeat() -> None:
    assert len({secrets.new_client_secret().text for _ in range(500)}) == 500


def test_refresh_successor_is_the_same_for_racing_tabs() -> None:
    first = secrets.refresh_token("key", 12, 3)
    assert first == secrets.refresh_token("key", 12, 3)
    assert secrets.is_well_formed(first, secrets.REFRESH_PREFIX)
    others = {
        secrets.refresh_token("key", 12, 4),
        secrets.refresh_token("key", 123, 3),
        secrets.refresh_token("key", 1, 23),
        secrets.refresh_token("key", 13, 3),
        secrets.refresh_token("other", 12, 3),
    }
    assert len(others | {first}) == 6


@settings(max_examples=200, deadline=None)
@given(st.integers(4, 53), st.sampled_from(secrets.ALPHABET))
def test_a_typing_error_is_noticed(place: int, character: str) -> None:
    text = secrets.refresh_token("key", 1, 1)
    changed = text[:place] + character + text[place + 1 :]
    assert secrets.is_well_formed(changed, secrets.REFRESH_PREFIX) is (changed == text)


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters()))
def test_any_text_has_a_digest(text: str) -> None:
    assert len(secrets.digest(text)) == 64
    assert secrets.digest(text) != secrets.digest(text + "x")
    assert not secrets.is_well_formed(text, secrets.CLIENT_PREFIX)
    assert not secrets.is_well_formed(secrets.CLIENT_PREFIX + text, secrets.CLIENT_PREFIX)
