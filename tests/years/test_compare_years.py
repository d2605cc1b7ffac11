"""Pairing two years: by what was carried on, then by place and name, each point once."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from backend.organization.rules import RiskLevel
from backend.years.rules import DifferenceKind, YearPoint, compare, tally

K = DifferenceKind


def point(number: int, name: str = "收受回扣", **changes: object) -> YearPoint:
    values = {"year": 2026, "department_id": 1, "place": 7, "manifestation": "", "level": None}
    values |= {"measures": "双人签字"}
    return YearPoint(id=number, name=name, **values | changes)  # type: ignore[arg-type] # test data


def kinds(before: list[YearPoint], after: list[YearPoint], carried: dict[int, int] | None = None) -> list[K]:
    return [kind for one in compare(before, after, carried or {}) for kind in one.kinds]


def test_it_works() -> None:
    before = [
        point(1, level=RiskLevel.low),
        point(2, "泄露标底", level=RiskLevel.high),
        point(3, "私设小金库"),
    ]
    after = [
        point(11, level=RiskLevel.high),
        point(12, "泄露标底", level=RiskLevel.medium, measures="封存加密"),
        point(13, "虚报工程量"),
    ]
    counts = tally(compare(before, after, {}))
    assert {name: count for name, count in counts.items() if count} == {
        "upgraded": 1,
        "downgraded": 1,
        "measures_changed": 1,
        "removed": 1,
        "added": 1,
    }


def test_what_was_carried_on_is_the_same_point_whatever_its_name() -> None:
    assert kinds([point(1)], [point(2, "收受供应商回扣")], {1: 2}) == [K.reworded]
    assert kinds([point(1)], [point(2, "收受供应商回扣")]) == [K.added, K.removed]


def test_spaces_and_punctuation_are_no_change() -> None:
    assert kinds([point(1, "收受 回扣。")], [point(2, "收受回扣", measures="双人，签字")]) == [K.unchanged]


def test_duty_power_and_causes_count_as_well() -> None:
    old = point(1, duty="核对教材款项", power_id=3, causes="一人经手", cause_kinds=frozenset({"external"}))
    same: dict[str, Any] = {
        "duty": old.duty,
        "power_id": 3,
        "causes": "一人经手。",
        "cause_kinds": old.cause_kinds,
    }
    assert kinds([old], [point(2, **same)]) == [K.unchanged]
    assert kinds([old], [point(2, **same | {"duty": "组织教材选用"})]) == [K.duty_changed]
    assert kinds([old], [point(2, **same | {"power_id": None})]) == [K.duty_changed]
    assert kinds([old], [point(2, **same | {"causes": "缺少复核"})]) == [K.causes_changed]
    assert kinds([old], [point(2, **same | {"cause_kinds": frozenset({"other"})})]) == [K.causes_changed]
    changed = point(2, "收受回扣款", level=RiskLevel.high, measures="公示")
    assert kinds([old], [changed], {1: 2}) == [
        K.measures_changed,
        K.duty_changed,
        K.causes_changed,
        K.reworded,
    ]


def test_the_same_name_at_another_post_is_another_point() -> None:
    assert kinds([point(1)], [point(2, place=8)]) == [K.added, K.removed]


def test_a_level_that_is_missing_is_neither_up_nor_down() -> None:
    assert kinds([point(1, level=RiskLevel.high)], [point(2)]) == [K.unchanged]


@given(st.lists(st.sampled_from("甲乙丙丁"), max_size=12), st.lists(st.sampled_from("甲乙丙丁"), max_size=12))
def test_each_point_is_paired_once(left: list[str], right: list[str]) -> None:
    before = [point(number, name) for number, name in enumerate(left, 1)]
    after = [point(number, name) for number, name in enumerate(right, 101)]
    found = list(compare(before, after, {}))
    assert sorted(one.before.id for one in found if one.before) == [one.id for one in before]
    assert sorted(one.after.id for one in found if one.after) == [one.id for one in after]
    same = sum(min(left.count(name), right.count(name)) for name in set(left))
    assert sum(one.kinds == (K.unchanged,) for one in found) == same
