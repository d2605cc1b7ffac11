from collections.abc import Callable
from pathlib import Path

import pytest

from tests.architecture.boundaries import (
    http_exceptions,
    named_roles,
    role_values,
    stray_commits,
    stray_imports,
)
from tests.architecture.sources import ROOT, plant

Check = Callable[[Path], list[str]]
ROLES = {
    "backend/access/rules.py": 'class Role(Term):\n    office = "office", "纪委办"\n    staff = "staff", "教职工"\n',
    "backend/access/policy.py": 'POLICY = {Role.office: 1}\nassert x == "office"\n',
}


@pytest.mark.parametrize("check", [stray_commits, named_roles, http_exceptions, stray_imports])
def test_the_backend_keeps_it(check: Check) -> None:
    assert check(ROOT) == []


def test_the_check_knows_the_roles() -> None:
    assert len(role_values(ROOT)) >= 10


@pytest.mark.parametrize(
    ("check", "fault", "allowed"),
    [
        (stray_commits, "backend/risks/actions.py: session.commit()", "backend/kit/db.py: session.commit()"),
        (
            stray_commits,
            "backend/cli.py: with engine.begin(): pass",
            "backend/risks/actions.py: s.begin_nested()",
        ),
        (
            named_roles,
            "backend/risks/queries.py: ok = actor.has(Role.office)",
            "backend/risks/rules.py: a = 'office'",
        ),
        (
            named_roles,
            "backend/main.py: ok = actor.role == 'office'",
            "backend/main.py: ok = kind == 'position'",
        ),
        (
            named_roles,
            "backend/main.py: ok = 'staff' in actor.roles",
            "backend/main.py: ok = 'x' in actor.roles",
        ),
        (
            http_exceptions,
            "backend/risks/routes.py: from fastapi import HTTPException",
            "backend/kit/problems.py: from starlette.exceptions import HTTPException",
        ),
        (
            http_exceptions,
            "backend/risks/routes.py: raise fastapi.HTTPException(404)",
            "backend/risks/routes.py: raise not_found()",
        ),
        (
            stray_imports,
            "backend/access/actions.py: def f(): from jose.jwt import encode",
            "backend/access/tokens.py: from jose import jwt",
        ),
        (
            stray_imports,
            "backend/access/actions.py: import passlib.hash",
            "backend/access/passwords.py: import passlib.hash",
        ),
    ],
)
def test_a_planted_fault_is_seen(tmp_path: Path, check: Check, fault: str, allowed: str) -> None:
    allowed_name, _, allowed_code = allowed.partition(": ")
    plant(tmp_path, ROLES | {allowed_name: allowed_code})
    assert check(tmp_path) == []
    name, _, code = fault.partition(": ")
    plant(tmp_path, {name: code})
    assert [line.split(":")[0] for line in check(tmp_path)] == [name]
