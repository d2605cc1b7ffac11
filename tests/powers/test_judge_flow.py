"""The rules of a sound flow, one table: steps → the flaws they have."""

import re
from pathlib import Path

import pytest

from backend.powers import rules
from backend.powers.rules import Branch, Link, Step, StepKind, flaws_of, links_of

K = StepKind


def steps(*shorthand: str) -> list[Step]:
    """`a`, `a>b`, `a?是:b,否:c`, `^a` start, `a.` end."""
    return [_step(text) for text in shorthand]


def _step(text: str) -> Step:
    kind = K.start if text.startswith("^") else K.end if text.endswith(".") else K.task
    text = text.strip("^.")
    if "?" in text:
        key, _, rest = text.partition("?")
        parts = [part.partition(":") for part in rest.split(",") if part]
        branches = tuple(Branch(to, label) for label, _, to in parts)
        return Step(key=key, name=key, kind=K.decision, branches=branches)
    key, _, rest = text.partition(">")
    return Step(key=key, name=key, kind=kind, branches=tuple(Branch(to) for to in rest.split(",") if to))


SOUND = [
    [],
    ["a"],
    ["a", "b", "c"],
    ["^a", "b", "c."],
    ["a", "b?是:c,否:a", "c"],
    ["a", "b?是:c,否:d", "c>e", "d", "e"],
    ["a", "b?通过:c,不通过:d", "c.", "d."],
    ["a>b,c", "b>d", "c", "d"],
    ["a", "b>a,c", "c"],
    ["a>c", "b.", "c>b"],
]
FLAWED = [
    (["a", "a"], [("/steps/1/key", "duplicate-key")]),
    (["a", "^b"], [("/steps/1/kind", "start-not-first")]),
    (["^a", "^b", "c"], [("/steps/1/kind", "start-not-first")]),
    (["a", "b?"], [("/steps/1/branches", "decision-without-branches")]),
    (["a", "b?是:c", "c"], [("/steps/1/branches", "decision-without-branches")]),
    (["a", "b?是:c,:a", "c"], [("/steps/1/branches/1/label", "branch-without-label")]),
    (["a", "b?是:c,是:a", "c"], [("/steps/1/branches/1/label", "same-label")]),
    (["a", "b?是:c,否:c", "c"], [("/steps/1/branches/1/to", "same-target")]),
    (["a>x", "b"], [("/steps/0/branches/0/to", "unknown-step")]),
    (["a>a,b", "b"], [("/steps/0/branches/0/to", "leads-to-itself")]),
    (["a>c", "b", "c"], [("/steps/1", "unreachable")]),
    (["a", "b>a"], [("/steps", "no-end")]),
    (
        ["a>b,e", "b", "c>b", "d.", "e"],
        [("/steps/1", "never-ends"), ("/steps/2", "never-ends"), ("/steps/3", "unreachable")],
    ),
    (
        ["a", "b?是:x,否:b", "c"],
        [("/steps/1/branches/0/to", "unknown-step"), ("/steps/1/branches/1/to", "leads-to-itself")],
    ),
]


@pytest.mark.parametrize("shorthand", SOUND, ids=" ".join)
def test_sound_flows_pass(shorthand: list[str]) -> None:
    assert flaws_of(steps(*shorthand)) == []


@pytest.mark.parametrize(("shorthand", "flaws"), FLAWED)
def test_flaws_are_found(shorthand: list[str], flaws: list[tuple[str, str]]) -> None:
    found = flaws_of(steps(*shorthand))
    assert [(flaw.pointer, flaw.code) for flaw in found] == flaws
    assert all(flaw.detail.endswith("。") for flaw in found)


def test_an_end_leads_nowhere() -> None:
    ending = Step(key="b", name="归档", kind=K.end, branches=(Branch("a"),))
    [flaw] = flaws_of([Step(key="a", name="申请"), ending])
    assert (flaw.pointer, flaw.code) == ("/steps/1/branches", "end-leads-on")
    assert "归档" in flaw.detail


def test_every_kind_of_flaw_is_tested() -> None:
    source = Path(rules.__file__).read_text(encoding="utf-8")
    codes = set(re.findall(r'FieldError\([^,]+, "([a-z-]+)"', source))
    tested = {code for _, flaws in FLAWED for _, code in flaws} | {"end-leads-on"}
    assert codes == tested


def test_links_follow_the_order_unless_told_otherwise() -> None:
    assert links_of(steps("a", "b?是:d,否:a", "c.", "d")) == [
        Link(0, 1),
        Link(1, 3, "是"),
        Link(1, 0, "否"),
    ]
    assert [link.is_return for link in links_of(steps("a", "b?是:c,否:a", "c"))] == [False, False, True]
