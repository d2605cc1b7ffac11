"""The import graph: no cycles, rules before routes everywhere in a room, and nobody but main sees a room's routes."""

import ast
from collections.abc import Collection, Iterator
from pathlib import Path

from tests.architecture.sources import Source, python_sources

COMPOSERS = frozenset({"backend.main", "backend.cli", "backend.__main__"})
RANKS = {"rules": 0, "models": 1, "schemas": 2, "queries": 3, "actions": 4, "routes": 5}

Graph = dict[str, set[str]]


def import_graph(root: Path) -> Graph:
    """Module → modules of the backend it imports, imports inside functions included."""
    sources = {_module(source): source for source in python_sources(root, "backend")}
    return {name: set(_imports(source, sources.keys())) - {name} for name, source in sources.items()}


def _module(source: Source) -> str:
    parts = source.name.removesuffix(".py").split("/")
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imports(source: Source, known: Collection[str]) -> Iterator[str]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                if inner in known:
                    yield inner
                elif node.module in known:
                    yield node.module


def cycles(root: Path) -> list[str]:
    """Modules that import each other, directly or around a corner (Tarjan's components)."""
    graph = import_graph(root)
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[str] = []

    def visit(module: str) -> None:
        index[module] = low[module] = len(index)
        stack.append(module)
        for target in sorted(graph[module]):
            if target not in index:
                visit(target)
                low[module] = min(low[module], low[target])
            elif target in stack:
                low[module] = min(low[module], index[target])
        if low[module] == index[module]:
            component = stack[stack.index(module) :]
            del stack[stack.index(module) :]
            if len(component) > 1:
                found.append("imports in a circle: " + ", ".join(sorted(component)))

    for module in sorted(graph):
        if module not in index:
            visit(module)
    return found


def upward_imports(root: Path) -> list[str]:
    """Imports against rules < models < schemas < queries < actions < routes inside one room, its corners included.

    The import-linter contract says the same for the files of one package; this sees across the corners of a room.
    """
    return [
        f"{importer} imports {target}"
        for importer, targets in import_graph(root).items()
        for target in sorted(targets)
        if _room(importer) == _room(target) and _rank(importer, 99) < _rank(target, -1)
    ]


def _room(module: str) -> str:
    return ".".join(module.split(".")[:2])


def _rank(module: str, otherwise: int) -> int:
    return RANKS.get(module.rsplit(".", 1)[-1], otherwise)


def seen_routes(root: Path) -> list[str]:
    """Imports of a room's routes from outside, by anything but main: HTTP is nobody's upstream."""
    return [
        f"{importer} imports {target}"
        for importer, targets in import_graph(root).items()
        for target in sorted(targets)
        if target.endswith(".routes") and importer not in COMPOSERS and _room(importer) != _room(target)
    ]
