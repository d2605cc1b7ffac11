"""Sections count with the department they belong to."""

from datetime import date
from typing import Any

from backend.organization.rules import DepartmentKind
from backend.overview.units.rules import gather


def row(row_id: int, path: str, kind: DepartmentKind) -> dict[str, Any]:
    return {
        "id": row_id,
        "name": f"部门{row_id}",
        "code": f"D{row_id}",
        "kind": kind,
        "path": path,
        "retired_on": None,
    }


ROOT = row(1, "/1/", DepartmentKind.college)
OFFICE = row(2, "/1/2/", DepartmentKind.office)
SECTION = row(3, "/1/2/3/", DepartmentKind.section)
DEEPER = row(4, "/1/2/3/4/", DepartmentKind.section)
FACULTY = row(5, "/1/5/", DepartmentKind.faculty)


def test_a_section_counts_with_its_department() -> None:
    units = gather([ROOT, OFFICE, SECTION, DEEPER, FACULTY])
    assert [(unit.id, unit.members) for unit in units] == [(2, {2, 3, 4}), (5, {5})]


def test_who_sees_only_a_section_finds_it_by_itself() -> None:
    units = gather([SECTION, DEEPER])
    assert [(unit.id, unit.members) for unit in units] == [(3, {3, 4})]


def test_the_college_itself_is_no_department() -> None:
    assert gather([ROOT]) == []


def test_what_merged_counts_with_what_it_became_part_of() -> None:
    merged = row(6, "/1/2/6/", DepartmentKind.office) | {"retired_on": date(2026, 11, 1)}
    units = gather([ROOT, OFFICE, merged, row(7, "/1/2/6/7/", DepartmentKind.section)])
    assert [(unit.id, unit.members) for unit in units] == [(2, {2, 6, 7})]
    assert gather([merged]) == []
