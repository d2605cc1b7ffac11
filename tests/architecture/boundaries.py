"""What only one module may do: commit, name a role, raise HTTP errors, touch tokens or password hashes."""

import ast
from collections.abc import Callable, Iterable
from pathlib import Path

from tests.architecture.sources import Source, python_sources

COMMITTER = "backend/kit/db.py"
SETTLING_CALLS = frozenset({"commit", "begin"})
"""`engine.begin()` commits when its block ends; `begin_nested()` is a savepoint and stays free."""

ONLY_IN = {"jose": "backend/access/tokens.py", "passlib": "backend/access/passwords.py"}


def _violations(root: Path, see: Callable[[Source], Iterable[str]], *, outside: str) -> list[str]:
    sources = python_sources(root, "backend")
    return [line for source in sources if not source.name.startswith(outside) for line in see(source)]


def stray_commits(root: Path) -> list[str]:
    """Calls that end a transaction anywhere but in kit/db.py."""

    def see(source: Source) -> Iterable[str]:
        for node in ast.walk(source.tree):
            called = node.func if isinstance(node, ast.Call) else None
            if isinstance(called, ast.Attribute) and called.attr in SETTLING_CALLS:
                yield source.at(node, f".{called.attr}() outside {COMMITTER}")

    return _violations(root, see, outside=COMMITTER)


def role_values(root: Path) -> frozenset[str]:
    """The stored values of `class Role` in access/rules.py, read without importing it."""
    source = next(source for source in python_sources(root, "backend/access") if "class Role(" in source.text)
    role = next(n for n in ast.walk(source.tree) if isinstance(n, ast.ClassDef) and n.name == "Role")
    values = {
        statement.value.elts[0].value
        for statement in role.body
        if isinstance(statement, ast.Assign)
        and isinstance(statement.value, ast.Tuple)
        and isinstance(statement.value.elts[0], ast.Constant)
    }
    return frozenset(str(value) for value in values)


def named_roles(root: Path) -> list[str]:
    """Role members, or comparisons with their stored text, outside access."""
    roles = role_values(root)

    def see(source: Source) -> Iterable[str]:
        for node in ast.walk(source.tree):
            if (
                isinstance(node, ast.Attribute)
                and isinstance(node.value, ast.Name)
                and node.value.id == "Role"
            ):
                yield source.at(node, f"names the role {node.attr}; ask for a permission instead")
            for value in _compared(node):
                if value in roles:
                    yield source.at(node, f"compares with the role {value!r}; ask for a permission instead")

    return _violations(root, see, outside="backend/access/")


def _compared(node: ast.AST) -> list[object]:
    if not isinstance(node, ast.Compare | ast.MatchValue):
        return []
    return [part.value for part in ast.walk(node) if isinstance(part, ast.Constant)]


def http_exceptions(root: Path) -> list[str]:
    """HTTPException outside kit: rooms raise problems."""

    def see(source: Source) -> Iterable[str]:
        for node in ast.walk(source.tree):
            names = [alias.name for alias in node.names] if isinstance(node, ast.ImportFrom) else []
            if "HTTPException" in names or (isinstance(node, ast.Attribute) and node.attr == "HTTPException"):
                yield source.at(node, "HTTPException outside kit; raise a Problem")

    return _violations(root, see, outside="backend/kit/")


def stray_imports(root: Path) -> list[str]:
    """jose and passlib, each behind its one module."""
    return [
        source.at(node, f"{package} belongs in {ONLY_IN[package]} only")
        for source in python_sources(root, "backend")
        for node in ast.walk(source.tree)
        for package in _imported(node)
        if package in ONLY_IN and source.name != ONLY_IN[package]
    ]


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name.split(".")[0] for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [(node.module or "").split(".")[0]]
    return []
