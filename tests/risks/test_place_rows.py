"""The order of rows: exact, and with as few changes as possible."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from backend.risks.rules import GAP, place_rows

ORDINALS = st.lists(st.one_of(st.none(), st.integers(-3, 40)), max_size=12)


def test_it_works() -> None:
    assert place_rows([]) == []
    assert place_rows([None, None]) == [GAP, 2 * GAP]
    assert place_rows([GAP, 2 * GAP, None]) == [GAP, 2 * GAP, 3 * GAP]
    assert place_rows([GAP, None, 2 * GAP]) == [GAP, GAP + GAP // 2, 2 * GAP]
    assert place_rows([3 * GAP, GAP, 2 * GAP])[1:] == [GAP, 2 * GAP]


def test_without_room_all_are_placed_anew() -> None:
    assert place_rows([1, None, 2]) == [GAP, 2 * GAP, 3 * GAP]


@given(ORDINALS)
def test_the_result_rises(ordinals: list[int | None]) -> None:
    placed = place_rows(ordinals)
    assert len(placed) == len(ordinals)
    assert all(1 <= before < after for before, after in pairwise(placed))


@given(st.sets(st.integers(1, 10_000), max_size=12))
def test_rows_in_order_stay(ordinals: set[int]) -> None:
    assert place_rows(sorted(ordinals)) == sorted(ordinals)


@given(st.integers(0, 7), st.integers(0, 7))
def test_one_moved_row_changes_alone(at: int, target: int) -> None:
    rows = list(range(GAP, 9 * GAP, GAP))
    moved = rows.pop(at)
    order = [*rows[:target], moved, *rows[target:]]
    placed = place_rows(order)
    assert sum(old != new for old, new in zip(order, placed, strict=True)) <= 1
