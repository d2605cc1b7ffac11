"""Reads the source tree for the checks: every check takes a root folder and returns its complaints."""

import ast
import re
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SKIPPED = frozenset({"node_modules", "__pycache__", ".git", ".venv", "dist", "var", "build"})


@dataclass(frozen=True)
class Source:
    """One Python file; `name` is its path from the root, with slashes."""

    name: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The parsed file."""
        return ast.parse(self.text, self.name)

    @property
    def lines(self) -> list[str]:
        """The file's lines."""
        return self.text.splitlines()

    def at(self, node: ast.AST | int, message: str) -> str:
        """A complaint an editor can jump to."""
        line = node if isinstance(node, int) else getattr(node, "lineno", 1)
        return f"{self.name}:{line}: {message}"


def python_sources(root: Path, *folders: str) -> Iterator[Source]:
    """Every Python file below the named folders of `root`."""
    for path in _walk(root, folders, (".py",)):
        yield Source(path.relative_to(root).as_posix(), path.read_text("utf-8"))


def text_sources(root: Path, folders: Iterable[str], suffixes: tuple[str, ...]) -> Iterator[Source]:
    """Every text file below the named folders with one of the suffixes."""
    for path in _walk(root, folders, suffixes):
        yield Source(path.relative_to(root).as_posix(), path.read_text("utf-8"))


def _walk(root: Path, folders: Iterable[str], suffixes: tuple[str, ...]) -> Iterator[Path]:
    for folder in folders:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in suffixes and path.is_file() and not SKIPPED & set(path.relative_to(root).parts):
                yield path


def tracked_files(root: Path) -> list[str]:
    """Paths git knows, or every file when `root` is no repository (a planted tree, an archive)."""
    if (root / ".git").exists():
        listing = subprocess.run(
            ["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=True
        )
        return [name for name in listing.stdout.split("\0") if name and (root / name).is_file()]
    files = (path.relative_to(root) for path in root.rglob("*") if path.is_file())
    return sorted(path.as_posix() for path in files if not SKIPPED & set(path.parts))


def tracked_texts(root: Path) -> Iterator[Source]:
    """Every tracked file that is text."""
    for name in tracked_files(root):
        content = (root / name).read_bytes()
        if b"\0" not in content[:8000]:
            yield Source(name, content.decode("utf-8", "replace"))


def matches(source: Source, pattern: re.Pattern[str], message: str) -> list[str]:
    """One complaint for each line of `source` that matches."""
    return [
        source.at(number, f"{message}: {found.group(0).strip()}")
        for number, line in enumerate(source.lines, 1)
        if (found := pattern.search(line))
    ]


def plant(root: Path, files: dict[str, str]) -> Path:
    """Writes a small tree with a planted fault, to show that a check sees it."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return root
