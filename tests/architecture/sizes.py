"""No file over 300 lines, no function over 60."""

import ast
from pathlib import Path

from tests.architecture.sources import Source, python_sources, text_sources

MAX_FILE = 300
MAX_FUNCTION = 60
CODE = ("backend", "migrations", "tests")
WRITTEN_BY_ALEMBIC = "migrations/versions/"
WEB = ("frontend/src", "frontend/tools", "frontend/tests")
WEB_SUFFIXES = (".ts", ".vue", ".mjs", ".css")
GENERATED = frozenset({"frontend/src/api/schema.ts", "frontend/src/api/labels.ts"})


def long_files(root: Path) -> list[str]:
    """Files with more than 300 lines; generated ones do not count."""
    sources = [*_written(root), *text_sources(root, WEB, WEB_SUFFIXES)]
    return [
        f"{source.name}: {len(source.lines)} lines, at most {MAX_FILE}"
        for source in sources
        if len(source.lines) > MAX_FILE and source.name not in GENERATED
    ]


def long_functions(root: Path) -> list[str]:
    """Python functions with more than 60 lines, decorators and docstring included."""
    return [
        source.at(node, f"{node.name} has {length} lines, at most {MAX_FUNCTION}")
        for source in _written(root)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or node.lineno) - node.lineno + 1) > MAX_FUNCTION
    ]


def _written(root: Path) -> list[Source]:
    return [
        source for source in python_sources(root, *CODE) if not source.name.startswith(WRITTEN_BY_ALEMBIC)
    ]
