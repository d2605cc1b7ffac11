"""The state tables as tables: all of them are known here, and none leads astray."""

import re

import pytest

from backend.access.policy import POLICY, Permission
from backend.kit.terms import Term
from backend.main import api_routes
from backend.reviews.rules import CHAINS
from tests.machines.discovered import Table, constructions, ends, reached, states_of, tables
from tests.machines.tables import WALKS

CHINESE = re.compile(r"[\u4e00-\u9fff]")
SUMMARIES = {route.name: route.summary or "" for route in api_routes()}
TABLES = {table.name: table for table in tables()}


def test_every_table_is_walked() -> None:
    assert {name.partition(" ")[0] for name in WALKS} == set(TABLES), "say in tests/machines how it is walked"
    assert all(WALKS[name].machine is table.machine for name, table in TABLES.items())


def test_no_table_hides_elsewhere() -> None:
    """Every `Machine(` of the product stands in a room's rules and was found there; the chains share one."""
    alone = [table for table in TABLES.values() if not table.label.startswith("CHAINS.")]
    assert len(TABLES) - len(alone) == len(CHAINS)
    built = {f"{table.room}.rules": 0 for table in alone}
    for table in alone:
        built[f"{table.room}.rules"] += 1
    assert dict(constructions()) == built | {"reviews.rules": 1}


EVERY_TABLE = pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)


@EVERY_TABLE
def test_every_state_is_reached(table: Table) -> None:
    walk = WALKS[table.name]
    assert reached(table.machine, walk.starts) == states_of(table.machine)
    assert states_of(table.machine) <= set(walk.vocabulary)


def test_every_word_for_a_state_is_used() -> None:
    used: dict[type[Term], set[str]] = {}
    for table in TABLES.values():
        used.setdefault(type(table.machine.transitions[0].source), set()).update(states_of(table.machine))
    assert all(states == set(vocabulary) for vocabulary, states in used.items())


@EVERY_TABLE
def test_only_the_ends_have_no_way_out(table: Table) -> None:
    assert ends(table.machine) == WALKS[table.name].ends


@EVERY_TABLE
def test_an_action_leads_to_one_state(table: Table) -> None:
    rows = [(row.source, row.action) for row in table.machine.transitions]
    assert len(rows) == len(set(rows))
    assert all(
        isinstance(state, Term) for row in table.machine.transitions for state in (row.source, row.target)
    )


@EVERY_TABLE
def test_everything_has_a_chinese_name(table: Table) -> None:
    """States and actions in their vocabulary; an action without one by the name of its operation."""
    walk = WALKS[table.name]
    assert all(CHINESE.search(state.label) for state in type(table.machine.transitions[0].source))
    for row in table.machine.transitions:
        label = getattr(row.action, "label", SUMMARIES[walk.steps[row.action].operation])
        assert CHINESE.search(label), row.action


@EVERY_TABLE
def test_every_permission_is_granted(table: Table) -> None:
    granted = {permission for given in POLICY.values() for permission in given}
    assert {Permission(row.permission) for row in table.machine.transitions} <= granted


@EVERY_TABLE
def test_every_action_is_walked(table: Table) -> None:
    assert set(WALKS[table.name].steps) == {row.action for row in table.machine.transitions}
