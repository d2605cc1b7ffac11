"""kit.throttle: so many calls in a window, and no address in memory."""

import pytest

from backend.kit import throttle
from backend.kit.problems import Problem
from backend.kit.throttle import Throttle


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.instant = 1_000.0

    def __call__(self) -> float:
        return self.instant


def refused(brake: Throttle, *key: str) -> int | None:
    """The seconds to wait, or None when the call went through."""
    try:
        brake.check(*key)
    except Problem as problem:
        return int(problem.headers["Retry-After"])
    return None


def test_it_works() -> None:
    clock = Clock()
    brake = Throttle(2, 60, clock)
    assert refused(brake, "form", "10.0.0.1") is None
    clock.instant += 10
    assert refused(brake, "form", "10.0.0.1") is None
    assert refused(brake, "form", "10.0.0.1") == 51
    assert refused(brake, "form", "10.0.0.2") is None
    assert refused(brake, "form1", "0.0.0.1") is None, "parts of a key do not run together"
    clock.instant += 50
    assert refused(brake, "form", "10.0.0.1") is None, "the first call has left the window"
    assert refused(brake, "form", "10.0.0.1") == 11, "refused calls did not count"


def test_a_refusal_is_a_problem() -> None:
    brake = Throttle(0, 60, Clock())
    with pytest.raises(Problem) as caught:
        brake.check("form")
    assert (caught.value.status, caught.value.slug) == (429, "too-many-requests")


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "MAX_KEYS", 3)
    brake = Throttle(1, 60, Clock())
    for number in range(10):
        assert refused(brake, str(number)) is None
    assert refused(brake, "9") is not None, "the newest are remembered"
    assert refused(brake, "0") is None, "the oldest are forgotten"


def test_no_address_lies_in_memory() -> None:
    brake = Throttle(1, 60)
    brake.check("form", "203.0.113.77")
    assert "203.0.113.77" not in repr(vars(brake))
    other = Throttle(1, 60)
    other.check("form", "203.0.113.77")
    assert vars(brake)["_calls"].keys() != vars(other)["_calls"].keys(), "each process has its own salt"
