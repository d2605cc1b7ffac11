"""Passwords: hashed with Argon2id, judged by a named policy, checked with bounded work."""

import os
import threading
import unicodedata
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.access.passwords import HASHER, POLICIES, Busy, Hasher, is_expired, violations

LOWEST_PRIORITY = 19
"""Below it nothing can go."""
GOOD = "Wode-Mao-Ai-Chi-Yu-7"
STORED = HASHER.hash(GOOD)
DENGBAO, ASVS = POLICIES["dengbao"], POLICIES["asvs"]


def codes(password: str, policy: str = "dengbao", *words: str) -> list[str]:
    return [error.code for error in violations(POLICIES[policy], password, words)]


def test_it_works() -> None:
    assert STORED.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert len(STORED) < 255
    assert HASHER.verify(GOOD, STORED) == (True, None)
    assert HASHER.verify(GOOD + " ", STORED) == (False, None)
    assert violations(DENGBAO, GOOD) == []


def test_each_hash_is_salted() -> None:
    assert HASHER.hash(GOOD) != STORED


def test_weak_hash_is_replaced_at_login() -> None:
    weak = PasswordHasher(memory_cost=8192, time_cost=1, parallelism=1).hash(GOOD)
    correct = HASHER.verify(GOOD, weak)
    assert correct.is_correct
    assert correct.replacement is not None
    assert HASHER.verify(GOOD, correct.replacement) == (True, None)
    assert HASHER.verify("wrong password", weak) == (False, None)


def test_composed_and_decomposed_spelling_are_one_password() -> None:
    composed = unicodedata.normalize("NFC", "Café-Größe-Überall")
    stored = HASHER.hash(composed)
    assert HASHER.verify(unicodedata.normalize("NFD", composed), stored).is_correct


def test_length_counts_to_the_last_character() -> None:
    stored = HASHER.hash("x" * 127 + "y")
    assert not HASHER.verify("x" * 128, stored).is_correct


@pytest.mark.parametrize(
    "stored",
    [
        None,
        "",
        "x",
        "$2b$12$" + "a" * 53,
        "plain text",
        STORED[:-1] + "\n",
        STORED + STORED,
        STORED.replace("$argon2id$", "$argon2i$"),
        STORED.replace("m=19456", "m=4194304"),
        STORED.replace("t=2", "t=999"),
        STORED.replace("t=2", "t=0"),
        STORED.replace("p=1", "p=99"),
        STORED.replace("p=1", "p=0"),
        STORED.replace("m=19456", "m=1"),
        STORED.replace("m=19456", "m=١٩٤٥٦"),
        "$argon2id$v=19$m=19456,t=2,p=1$" + "A" * 11 + "$" + "A" * 23,
    ],
    ids=range(16),
)
def test_unusable_stored_hash_is_never_correct(stored: str | None) -> None:
    assert HASHER.verify(GOOD, stored) == (False, None)


@pytest.mark.parametrize(
    "password", ["", "\ud800", "a\0b", "x" * 513, "密" * 5000, "é" * 100_000, GOOD[::-1]]
)
def test_unusable_password_is_wrong_and_nothing_else(password: str) -> None:
    assert HASHER.verify(password, STORED) == (False, None)
    assert HASHER.verify(password, None) == (False, None)


@pytest.mark.parametrize("password", ["\ud800" * 12, "x" * 513])
def test_unusable_password_is_not_hashed(password: str) -> None:
    with pytest.raises(ValueError):
        HASHER.hash(password)


# --- policies -----------------------------------------------------------------------------------------------


def test_policies_differ_in_complexity() -> None:
    phrase = "correct horse battery staple"
    assert codes(phrase, "dengbao") == ["too_simple"]
    assert codes(phrase, "asvs") == []


@pytest.mark.parametrize(
    "password", ["春眠不觉晓，处处闻啼鸟Ab", "jfkDKe93kd.s", "Wo3 zai Hang zhou mai cai"]
)
def test_good_passwords_suit_both_policies(password: str) -> None:
    assert codes(password, "dengbao") == codes(password, "asvs") == []


@pytest.mark.parametrize(
    "password",
    [
        "Password2024!",
        "Qwerty123456",
        "P@ssw0rd!P@ssw0rd!",
        "Aaaaaaaaaaaa1!",
        "Xk3!Xk3!Xk3!",
        "Abcdefgh1234",
        "Zhangwei19850412",
        "Woaini1314520!",
        "Lianzheng@2026",
        "1qaz@WSX3edc",
        "Admin@123456",
        "Jiweiban_2025!",
    ],
)
def test_guessable_passwords_are_refused_by_both(password: str) -> None:
    assert codes(password, "dengbao") == codes(password, "asvs") == ["guessable"]


def test_own_and_organisation_words_do_not_count() -> None:
    assert codes("Linyuanzhang-Kd8") == []
    assert codes("Linyuanzhang-Kd8", "dengbao", "linyuanzhang") == ["guessable"]
    assert codes("东海职业技术学院Kd8!") == []
    assert codes("东海职业技术学院Kd8!", "dengbao", "东海职业技术学院") == ["guessable"]
    assert codes(GOOD, "dengbao", "", "-", "(", "[a-") == []


def test_length_limits() -> None:
    assert codes("Kd8.wPq2-xZ") == ["too_short"]
    assert codes("Kd8.wPq2-xZm") == []
    long = "Kd8.wPq2-xZm7,Gh" * 8
    assert "too_long" not in codes(long)
    assert "too_long" in codes(long + "x")
    assert codes("x" * 513) == ["too_long"]


def test_length_is_counted_after_normalisation() -> None:
    decomposed = unicodedata.normalize("NFD", "é" * 6 + "KdWp82")
    assert len(decomposed) == 18
    assert "too_short" not in codes(decomposed)
    assert "too_short" in codes(unicodedata.normalize("NFD", "é" * 5 + "KdWp82"))


@pytest.mark.parametrize("bad", ["\0", "\n", "\x7f", "\ud800", "\ufdd0", "\ue000"])
def test_unusable_characters_are_refused(bad: str) -> None:
    assert codes(GOOD + bad) == ["bad_character"]


def test_errors_point_at_the_field_in_chinese() -> None:
    (error,) = violations(DENGBAO, "short", pointer="/password")[:1]
    assert error.pointer == "/password"
    assert error.detail.startswith("密码至少要 12 个字符")


def test_only_dengbao_expires() -> None:
    now = datetime(2026, 9, 1, tzinfo=UTC)
    assert not is_expired(DENGBAO, now - timedelta(days=89, hours=23), now)
    assert is_expired(DENGBAO, now - timedelta(days=90), now)
    assert is_expired(DENGBAO, None, now)
    assert not is_expired(ASVS, None, now)


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(), max_size=600), st.lists(st.text(max_size=8), max_size=3))
def test_any_text_is_judged_without_a_crash(password: str, words: list[str]) -> None:
    for policy in POLICIES.values():
        found = violations(policy, password, words)
        if not found:
            assert 12 <= len(unicodedata.normalize("NFC", password)) <= 128


@settings(max_examples=8, deadline=None)
@given(st.text(max_size=128))
def test_what_is_hashed_is_verified(password: str) -> None:
    assert HASHER.verify(password, HASHER.hash(password)).is_correct


# --- load ---------------------------------------------------------------------------------------------------


def test_full_line_is_shed_at_once() -> None:
    hasher = Hasher(running=1, waiting=0)
    with hasher.slot(), pytest.raises(Busy) as shed:
        hasher.verify(GOOD, STORED)
    assert (shed.value.status, shed.value.headers) == (503, {"Retry-After": "3"})
    assert hasher.verify(GOOD, STORED).is_correct


def test_line_that_does_not_move_is_shed() -> None:
    hasher = Hasher(running=1, waiting=1, patience=0.01)
    with hasher.slot(), pytest.raises(Busy):
        hasher.verify(GOOD, STORED)
    assert hasher.verify(GOOD, STORED).is_correct


def test_a_flood_is_shed_before_it_costs_anything() -> None:
    hasher = Hasher(running=1, waiting=0)
    hasher.refuse_when_full()
    with hasher.slot(), pytest.raises(Busy):
        hasher.refuse_when_full()
    hasher.refuse_when_full()
    assert hasher.verify(GOOD, STORED).is_correct


@pytest.mark.skipif(not hasattr(os, "getpriority"), reason="no priorities here")
def test_hashing_lets_the_others_go_first() -> None:
    before = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
    inside = Hasher().run(lambda: os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))
    assert inside > before or before == LOWEST_PRIORITY
    assert os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) == before


def test_failure_gives_the_place_back() -> None:
    hasher = Hasher(running=1, waiting=0)
    for _ in range(3):
        with pytest.raises(KeyError), hasher.slot():
            raise KeyError
    assert hasher.verify(GOOD, STORED).is_correct


def test_flood_is_answered_or_shed_and_never_wrong() -> None:
    hasher = Hasher(running=2, waiting=2)
    seen: list[bool | None] = []
    start = threading.Barrier(12)

    def attempt() -> None:
        start.wait()
        try:
            seen.append(hasher.verify(GOOD, STORED).is_correct)
        except Busy:
            seen.append(None)

    threads = [threading.Thread(target=attempt) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 12
    assert False not in seen
    assert True in seen
    assert hasher.verify(GOOD, STORED).is_correct
