from collections.abc import Callable
from pathlib import Path

import pytest

from tests.architecture import layout
from tests.architecture.sources import ROOT, plant

Check = Callable[[Path], list[str]]
CHECKS: list[Check] = [
    layout.strays,
    layout.odd_room_files,
    layout.vague_names,
    layout.machine_paths,
    layout.registry_hosts,
    layout.foreign_locks,
    layout.undated_migrations,
    layout.bare_suppressions,
    layout.unfinished,
]
HASH = "a==1 \\\n    --hash=sha256:0\n"


@pytest.mark.parametrize("check", CHECKS)
def test_the_tree_keeps_it(check: Check) -> None:
    assert check(ROOT) == []


@pytest.mark.parametrize(
    ("check", "name", "fault", "sound"),
    [
        (layout.strays, "tools/x.sh", "", None),
        (layout.odd_room_files, "backend/risks/service.py", "", None),
        (layout.odd_room_files, "backend/risks/points/cookies.py", "", None),
        (layout.odd_room_files, "backend/risks/points/deep/__init__.py", "", None),
        (layout.vague_names, "backend/kit/utils.py", "", None),
        (layout.vague_names, "frontend/src/helpers/a.ts", "", None),
        (layout.machine_paths, "docker/compose.yml", "volume: /home/somebody/data", "volume: /var/lib/data"),
        (layout.machine_paths, "backend/a.py", "PATH = '/root/x'", "PATH = '/api/root/x'"),
        (
            layout.registry_hosts,
            "requirements.txt",
            f"--index-url https://mirror.example/simple\n{HASH}",
            HASH,
        ),
        (
            layout.registry_hosts,
            "frontend/package-lock.json",
            '{"resolved": "https://registry.example/a.tgz"}',
            '{"integrity": "sha512-a"}',
        ),
        (layout.registry_hosts, "frontend/.npmrc", "registry=https://mirror.example", "save-exact=true"),
        (layout.foreign_locks, "uv.lock", "", None),
        (layout.undated_migrations, "migrations/versions/3f2a_add_risks.py", "", None),
        (
            layout.bare_suppressions,
            "backend/a.py",
            "x = 1  # type: ignore[misc]",
            "x = 1  # type: ignore[misc]  # why",
        ),
        (layout.bare_suppressions, "backend/a.py", "x = 1  # noqa: S101", "x = 1  # noqa: S101 -- a reason"),
        (layout.unfinished, "frontend/src/a.ts", "// TODO later", "// todos are shown here"),
    ],
)
def test_a_planted_fault_is_seen(
    tmp_path: Path, check: Check, name: str, fault: str, sound: str | None
) -> None:
    room = (
        "risks/__init__",
        "risks/rules",
        "risks/points/__init__",
        "risks/points/routes",
        "imports/reader/cells",
    )
    plant(tmp_path, {f"backend/{path}.py": "" for path in room})
    if sound is not None:
        plant(tmp_path, {name: sound})
    assert check(tmp_path) == []
    plant(tmp_path, {name: fault})
    found = check(tmp_path)
    assert len(found) == 1
    assert found[0].startswith(name.split("/")[0])


def test_a_dated_migration_is_sound(tmp_path: Path) -> None:
    plant(tmp_path, {"migrations/versions/2026_11_22_first_tables.py": ""})
    assert layout.undated_migrations(tmp_path) == []
