"""GET /powers/{id}/flow/revisions/{number}/comparison: one version of a flow beside another."""

from copy import deepcopy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from backend.powers.revisions.rules import LinkChange, StepChange, link_changes, step_changes
from backend.powers.rules import Branch, Step
from tests.conftest import SignIn
from tests.powers.catalogue import API, change
from tests.powers.flows import PURCHASE, step
from tests.world import World

Found = dict[str, Any]


def redrawn() -> list[Found]:
    """The purchase with a step renamed, one added, one removed and one moved."""
    steps = deepcopy(PURCHASE)
    steps[1] |= {"name": "需求论证与预算", "supervision": "预算小组集体论证"}
    del steps[3]
    steps[2]["branches"][0] = {"to": "s9", "label": "限额以下"}
    steps.insert(3, step("s9", "询价并公示", handler="资产处", branches=[{"to": "s6", "label": ""}]))
    return steps


def test_it_works(world: World, power: int, sign_in: SignIn) -> None:
    li = sign_in(world.cast.li)
    change(li, "PUT", f"/{power}/flow", {"steps": PURCHASE})
    change(li, "PUT", f"/{power}/flow", {"steps": redrawn()})
    answer = li.get(f"{API}/{power}/flow/revisions/2/comparison")
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert (found["before"]["number"], found["after"]["number"]) == (1, 2)
    assert found["counts"] == {"added": 1, "removed": 1, "changed": 2, "moved": 0, "same": 3}
    rows = {row["key"]: row for row in found["steps"]}
    assert [row["key"] for row in found["steps"]] == ["s1", "s2", "s3", "s4", "s9", "s5", "s6"]
    assert rows["s2"]["fields"] == ["name", "supervision"]
    assert rows["s2"]["before"]["name"] == "需求论证"
    assert rows["s2"]["after"]["name"] == "需求论证与预算"
    assert (rows["s4"]["change"], rows["s4"]["before_number"], rows["s4"]["after"]) == ("removed", 4, None)
    assert (rows["s9"]["change"], rows["s9"]["after_number"], rows["s9"]["before"]) == ("added", 4, None)
    assert rows["s3"]["fields"] == ["branches"]
    links = {(link["source"], link["target"]): link["change"] for link in found["links"]}
    assert (links["s3", "s9"], links["s3", "s4"], links["s1", "s2"]) == ("added", "removed", "same")


def test_any_two_versions(world: World, power: int, sign_in: SignIn) -> None:
    li = sign_in(world.cast.li)
    for steps in (PURCHASE, redrawn(), PURCHASE):
        change(li, "PUT", f"/{power}/flow", {"steps": steps})
    again = li.get(f"{API}/{power}/flow/revisions/3/comparison", params={"against": 1}).json()
    assert again["counts"] == {"added": 0, "removed": 0, "changed": 0, "moved": 0, "same": 6}
    backwards = li.get(f"{API}/{power}/flow/revisions/1/comparison", params={"against": 2}).json()
    assert [row["key"] for row in backwards["steps"] if row["change"] == "removed"] == ["s9"]
    assert [row["key"] for row in backwards["steps"] if row["change"] == "added"] == ["s4"]


def test_the_first_version_is_all_new(world: World, power: int, sign_in: SignIn) -> None:
    li = sign_in(world.cast.li)
    change(li, "PUT", f"/{power}/flow", {"steps": PURCHASE})
    found = li.get(f"{API}/{power}/flow/revisions/1/comparison").json()
    assert found["before"] is None
    assert found["counts"]["added"] == 6


def test_unknown_versions_and_strangers(world: World, power: int, sign_in: SignIn) -> None:
    li = sign_in(world.cast.li)
    change(li, "PUT", f"/{power}/flow", {"steps": PURCHASE})
    path = f"{API}/{power}/flow/revisions"
    assert li.get(f"{path}/2/comparison").status_code == 404
    assert li.get(f"{path}/1/comparison", params={"against": 7}).status_code == 404
    assert li.get(f"{path}/1/comparison", params={"with": 1}).status_code == 422
    assert sign_in(world.cast.outsider).get(f"{path}/1/comparison").status_code == 404


def as_rows(keys: list[str]) -> list[Found]:
    """Steps that differ in nothing but their keys."""
    whole = {"kind": "task", "name": "办理", "handler": "", "conditions": "", "procedure": "", "time_limit": ""}
    more: Found = {"supervision": "", "materials": [], "phase": None, "is_key": False, "branches": []}
    flags = {"has_discretion": False, "may_be_interfered": False}
    return [whole | more | flags | {"key": key} for key in keys]


KEYS = st.lists(st.sampled_from("abcdefgh"), unique=True)


@given(KEYS, KEYS)
def test_every_step_is_told_once(before: list[str], after: list[str]) -> None:
    rows = step_changes(as_rows(before), as_rows(after))
    assert sorted(row["key"] for row in rows) == sorted({*before, *after})
    assert [row["key"] for row in rows if row["after"]] == after
    assert {row["key"] for row in rows if row["change"] is StepChange.added} == {*after} - {*before}
    assert {row["key"] for row in rows if row["change"] is StepChange.removed} == {*before} - {*after}
    stayed = [row["before_number"] for row in rows if row["change"] is StepChange.same]
    assert stayed == sorted(stayed)


@given(KEYS, st.data())
def test_one_step_moved_is_one_move(keys: list[str], data: st.DataObject) -> None:
    if len(keys) < 2:
        return
    taken = data.draw(st.sampled_from(keys))
    rest = [key for key in keys if key != taken]
    rest.insert(data.draw(st.integers(0, len(rest))), taken)
    moved = [row["key"] for row in step_changes(as_rows(keys), as_rows(rest)) if row["is_moved"]]
    assert len(moved) == (0 if rest == keys else 1)


def test_ways_that_lead_on_without_a_branch() -> None:
    first, last = Step(key="a", name="申请"), Step(key="b", name="归档")
    between = Step(key="c", name="审批", branches=(Branch("b", "同意"),))
    changes = {
        (row["source"], row["target"]): row["change"]
        for row in link_changes([first, last], [first, between, last])
    }
    assert changes == {
        ("a", "c"): LinkChange.added,
        ("c", "b"): LinkChange.added,
        ("a", "b"): LinkChange.removed,
    }
