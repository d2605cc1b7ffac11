"""Where things stand and what they are called."""

import re
from pathlib import Path

from tests.architecture.sources import matches, python_sources, text_sources, tracked_files, tracked_texts

TOP_LEVEL = frozenset(
    {"pyproject.toml", "Makefile", "README.md", "LICENSE", "CHANGELOG.md"}
    | {"backend", "frontend", "openapi", "migrations", "tests", "docker", "docs"}
)
ROOM_FILES = frozenset({"__init__", "rules", "models", "schemas", "queries", "actions", "routes"})
"""The vocabulary of a room, from the leaf to the tap."""

MORE_FILES = {
    "access": frozenset(
        {
            "authorize",
            "credentials",
            "denials",
            "keys",
            "limits",
            "passwords",
            "permissions",
            "policy",
            "scopes",
            "secrets",
            "tokens",
            "visits",
        }
    ),
    "access/sessions": frozenset({"cookies"}),
    "quality": frozenset({"wording"}),
    "packages": frozenset({"child", "news", "packer"}),
    "notifications": frozenset(
        {
            "announcement_audiences",
            "audiences",
            "mail",
            "recipients",
            "reminders",
            "flow_audiences",
            "risk_audiences",
            "year_audiences",
            "inspection_audiences",
            "inspection_reminders",
        }
    ),
}
"""What a room needs beyond the vocabulary, and only that room."""

WORKSHOPS = frozenset(
    {"documents/checker", "documents/writer", "imports/annotator", "imports/reader", "organization/bulk"}
    | {"packages/contents", "packages/paper", "powers/bpmn", "powers/diagram"}
)
"""Packages of pure machinery inside a room; what they are made of is their own affair."""

NOT_ROOMS = frozenset({"kit", "demo", "loader"})
VAGUE = frozenset(
    {"utils", "util", "helpers", "helper", "base", "manager", "service", "services", "common", "misc"}
)
CODE = ("backend", "migrations", "tests")
WEB = ("frontend/src", "frontend/tools", "frontend/tests")

PLANTED = "tests/architecture/"
"""The checks' own tests carry faults on purpose."""

MACHINE_PATH = re.compile(r"(?<![\w.~-])(?:/root/|/work/|/Users/\w|/home/\w|[A-Z]:\\Users\\)[^\s\"')]*")
REGISTRY = re.compile(r"https?://[^\s\"']+|--(?:extra-)?index-url|--find-links")
PACKAGE_ADDRESS = re.compile(r"\"resolved\": \"\w+:[^\"]*")
UNDATED = re.compile(r"^\d{4}_\d{2}_\d{2}_[a-z0-9]+(?:_[a-z0-9]+)*$")
BARE_SUPPRESSION = re.compile(r"#\s*(?:type:\s*ignore|noqa)(?:\[[\w, -]*\]|:\s*[\w, ]+?)?\s*$")
UNFINISHED = re.compile(r"\b(?:TODO|FIXME|HACK)\b")


def strays(root: Path) -> list[str]:
    """Tracked files at the top that the layout does not name."""
    tops = {name.split("/")[0] for name in tracked_files(root)}
    allowed = {top for top in tops if top.startswith(".") or re.fullmatch(r"requirements.*\.txt", top)}
    return [f"{top}: not part of the layout" for top in sorted(tops - allowed - TOP_LEVEL)]


def odd_room_files(root: Path) -> list[str]:
    """Modules of a room outside the vocabulary. A large room has one corner a resource, with the same vocabulary."""
    backend = root / "backend"
    rooms = [path for path in _packages(backend) if path.name not in NOT_ROOMS]
    corners = [corner for room in rooms for corner in _packages(room)]
    places = [(place, place.relative_to(backend).as_posix()) for place in (*rooms, *corners)]
    odd = [
        (f"{name}/{path.name}", path.stem in ROOM_FILES | MORE_FILES.get(name, frozenset()))
        for place, name in places
        if name not in WORKSHOPS
        for path in sorted(place.glob("*.py"))
    ]
    deep = [
        (f"{room.name}/{corner.name}/{path.name}", False)
        for room in rooms
        for corner in _packages(room)
        if f"{room.name}/{corner.name}" not in WORKSHOPS
        for path in _packages(corner)
    ]
    return [f"backend/{name}: not in the vocabulary of a room" for name, known in (*odd, *deep) if not known]


def _packages(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.iterdir()) if (path / "__init__.py").exists()]


def vague_names(root: Path) -> list[str]:
    """Files and folders whose name says nothing."""
    names = (
        name
        for name in tracked_files(root)
        if name.startswith((*CODE, *WEB)) and name.endswith((".py", ".ts", ".vue", ".mjs"))
    )
    return [f"{name}: says nothing about its content" for name in names if _words(name) & VAGUE]


def _words(name: str) -> set[str]:
    return {part.partition(".")[0].lower() for part in name.split("/")}


def machine_paths(root: Path) -> list[str]:
    """Absolute paths of one machine in any tracked file."""
    return [
        line
        for source in tracked_texts(root)
        if not source.name.startswith(PLANTED)
        for line in matches(source, MACHINE_PATH, "a path of one machine")
    ]


def registry_hosts(root: Path) -> list[str]:
    """Addresses of registries in lock files: they would bind a build to one mirror."""
    found: list[str] = []
    for source in tracked_texts(root):
        if re.fullmatch(r"requirements.*\.txt", source.name):
            body = [line if not line.startswith("#") else "" for line in source.lines]
            found += matches(type(source)(source.name, "\n".join(body)), REGISTRY, "names a registry")
        elif source.name.endswith("package-lock.json"):
            found += matches(source, PACKAGE_ADDRESS, "names a registry")
        elif source.name.endswith((".npmrc", "pip.conf")):
            found += matches(source, re.compile(r"^(?:@\w+:)?registry|index-url"), "names a registry")
    return found


def foreign_locks(root: Path) -> list[str]:
    """Lock files of tools the project does not use."""
    foreign = {
        "uv.lock",
        "poetry.lock",
        "Pipfile.lock",
        "pdm.lock",
        "yarn.lock",
        "pnpm-lock.yaml",
        "bun.lockb",
    }
    return [f"{name}: a second lock file" for name in tracked_files(root) if Path(name).name in foreign]


def undated_migrations(root: Path) -> list[str]:
    """Migrations are called YYYY_MM_DD_slug.py."""
    return [
        f"{source.name}: not YYYY_MM_DD_slug.py"
        for source in python_sources(root, "migrations/versions")
        if not UNDATED.match(Path(source.name).stem) and not source.name.endswith("__init__.py")
    ]


def bare_suppressions(root: Path) -> list[str]:
    """`# type: ignore[…]` and `# noqa: …` without a reason on the line."""
    return [
        line
        for source in python_sources(root, *CODE)
        for line in matches(source, BARE_SUPPRESSION, "give the reason on the line")
    ]


def unfinished(root: Path) -> list[str]:
    """Notes to oneself."""
    sources = [*python_sources(root, *CODE), *text_sources(root, WEB, (".ts", ".vue", ".mjs", ".css"))]
    return [
        line
        for source in sources
        if not source.name.startswith(PLANTED)
        for line in matches(source, UNFINISHED, "finish it or file it")
    ]
