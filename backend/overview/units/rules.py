"""Which department stands for which: sections count with the department they belong to. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from backend.campaigns.programmes.rules import UNITS


@dataclass(frozen=True)
class Unit:
    """A department that answers for itself, and the ids of those that count with it."""

    id: int
    name: str
    code: str
    kind: str
    members: set[int] = field(default_factory=set)


def gather(rows: Iterable[Mapping[str, Any]]) -> list[Unit]:
    """Units among departments (id, name, code, kind, path, retired_on), in the order given; the college itself is none.

    A department counts with the nearest one above it that hands in on its own, or else with the topmost one given; one
    that is no more stands for nobody, and counts with the one it became part of.
    """
    below = {row["id"]: row for row in rows if row["path"].count("/") > 2}
    alive = {key: row for key, row in below.items() if not row["retired_on"]}
    units = dict[int, Unit]()
    owners = {key: owner for key, row in below.items() if (owner := _owner(row, alive)) is not None}
    for key, row in alive.items():
        if owners[key] == key:
            units[key] = Unit(key, row["name"], row["code"], row["kind"])
    for key, owner in owners.items():
        units[owner].members.add(key)
    return list(units.values())


def _owner(row: Mapping[str, Any], alive: Mapping[int, Mapping[str, Any]]) -> int | None:
    above = [int(part) for part in row["path"].strip("/").split("/")]
    line = [key for key in above if key in alive]
    nearest = [key for key in line if alive[key]["kind"] in UNITS]
    return nearest[-1] if nearest else next(iter(line), None)
