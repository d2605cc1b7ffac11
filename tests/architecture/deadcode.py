"""Functions that nothing refers to."""

import ast
from collections import Counter
from pathlib import Path

from tests.architecture.sources import Source, python_sources

HOOKS = frozenset({"upgrade", "downgrade"})
"""Called by name from outside: Alembic."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


def dead_functions(root: Path) -> list[str]:
    """Functions and methods of the backend whose name the backend never says again.

    A decorator registers a function, and a method of a derived class may be called by its parent: both are spared.
    """
    sources = list(python_sources(root, "backend"))
    said = Counter(name for source in sources for name in _said(source))
    return [
        source.at(function, f"{function.name} is never used")
        for source in sources
        for function in _candidates(source.tree)
        if not said[function.name]
    ]


def _candidates(tree: ast.Module) -> list[Function]:
    found: list[Function] = []
    for node in tree.body:
        if isinstance(node, Function):
            found.append(node)
        elif isinstance(node, ast.ClassDef) and not node.bases:
            found += [member for member in node.body if isinstance(member, Function)]
    return [
        node
        for node in found
        if not node.decorator_list and not node.name.startswith("__") and node.name not in HOOKS
    ]


def _said(source: Source) -> list[str]:
    names: list[str] = []
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Name):
            names.append(node.id)
        elif isinstance(node, ast.Attribute):
            names.append(node.attr)
        elif isinstance(node, ast.alias):
            names.append(node.name)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier():
            names.append(node.value)
    return names
