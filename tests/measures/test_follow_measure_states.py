"""The states of a measure as a table: everything else is refused; and what a plan must hold."""

from datetime import date
from typing import Any

import pytest

from backend.access.policy import POLICY, Permission
from backend.kit.machine import IllegalTransition
from backend.measures.rules import (
    ACTION_OF,
    MACHINE,
    CheckResult,
    MeasureAction,
    MeasureKind,
    MeasureState,
    content_hash,
    missing_parts,
    suggested_kinds,
)

LEGAL = {
    ("planned", "approve"): "approved",
    ("approved", "revoke"): "planned",
    ("approved", "report"): "in_progress",
    ("in_progress", "report"): "in_progress",
    ("in_progress", "finish"): "done",
    ("done", "send_back"): "in_progress",
    ("done", "prove"): "effective",
    ("done", "fail"): "ineffective",
    ("effective", "fail"): "ineffective",
    ("ineffective", "report"): "in_progress",
}
WHOLE: dict[str, Any] = {
    "id": 1,
    "kind": MeasureKind.openness,
    "title": "每月公开",
    "content": "每月五日前公布",
    "line_of_defence": "institution",
    "treatment": "reduce",
    "position_id": 7,
    "due_on": date(2026, 12, 1),
    "evidence": "照片",
    "indicator": "按月",
    "power_id": None,
    "rule_action": None,
    "regulation_id": None,
    "rule_title": "",
    "risk_point_ids": [3],
    "basis": [],
    "state": MeasureState.planned,
}
DAY = date(2026, 11, 1)
PLAN = {"department_id": 1, "year": 2026}


@pytest.mark.parametrize("state", MeasureState)
@pytest.mark.parametrize("action", MeasureAction)
def test_only_the_table_is_legal(state: MeasureState, action: MeasureAction) -> None:
    target = LEGAL.get((state.value, action.value))
    if target is None:
        with pytest.raises(IllegalTransition):
            MACHINE.find(state, action)
    else:
        assert MACHINE.find(state, action).target == target


def test_a_check_leads_where_it_says() -> None:
    for result in CheckResult:
        assert MACHINE.find(MeasureState.done, ACTION_OF[result]).target.value == result.value


def test_every_permission_is_granted_and_writing_is_not_checking() -> None:
    for row in MACHINE.transitions:
        assert any(Permission(row.permission) in given for given in POLICY.values())
    checks = {MeasureAction.send_back, MeasureAction.prove, MeasureAction.fail}
    for row in MACHINE.transitions:
        assert (row.permission == Permission.measures_check) == (row.action in checks)


def test_a_whole_measure_misses_nothing() -> None:
    assert list(missing_parts(WHOLE, DAY)) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"content": ""}, "content"),
        ({"line_of_defence": None}, "line_of_defence"),
        ({"treatment": None}, "treatment"),
        ({"position_id": None}, "position_id"),
        ({"due_on": None}, "due_on"),
        ({"due_on": date(2026, 10, 31)}, "due_on"),
        ({"evidence": ""}, "evidence"),
        ({"indicator": ""}, "indicator"),
        ({"risk_point_ids": []}, "risk_point_ids"),
        ({"kind": MeasureKind.post}, "basis"),
        ({"kind": MeasureKind.flow_redesign}, "power_id"),
        ({"kind": MeasureKind.rule}, "rule_action"),
        ({"kind": MeasureKind.rule, "rule_action": "new"}, "rule_title"),
        ({"kind": MeasureKind.rule, "rule_action": "amend"}, "regulation_id"),
        ({"kind": MeasureKind.rule, "rule_action": "enforce"}, "regulation_id"),
    ],
)
def test_what_a_slogan_misses(changes: dict[str, Any], field: str) -> None:
    assert [name for name, _ in missing_parts(WHOLE | changes, DAY)] == [field]


def test_a_running_measure_may_be_overdue() -> None:
    late = WHOLE | {"due_on": date(2026, 10, 31), "state": MeasureState.in_progress}
    assert list(missing_parts(late, DAY)) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"content": "每月十日前公布"},
        {"due_on": date(2026, 12, 2)},
        {"position_id": 8},
        {"risk_point_ids": [3, 4]},
        {"basis": [{"regulation_id": 1, "clause": "第三条"}]},
    ],
)
def test_the_hash_covers_what_is_signed(changes: dict[str, Any]) -> None:
    assert content_hash(PLAN, [WHOLE]) != content_hash(PLAN, [WHOLE | changes])


def test_the_hash_leaves_progress_out() -> None:
    running = WHOLE | {"state": MeasureState.in_progress, "percent": 50, "version": 9}
    assert content_hash(PLAN, [WHOLE]) == content_hash(PLAN, [running])


@pytest.mark.parametrize(
    ("categories", "kinds"),
    [
        ({"three_kinds": "process"}, ["flow_redesign", "openness"]),
        ({"three_kinds": "institution"}, ["rule"]),
        ({"three_kinds": "duty"}, ["post", "openness", "rotation", "education"]),
        ({}, [kind.value for kind in MeasureKind]),
    ],
)
def test_each_kind_of_risk_has_its_measures(categories: dict[str, str], kinds: list[str]) -> None:
    assert [kind.value for kind in suggested_kinds(categories)] == kinds
