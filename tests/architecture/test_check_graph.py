import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.graph import cycles, import_graph, seen_routes, upward_imports
from tests.architecture.sources import ROOT, plant

RIVER = {
    "backend/__init__.py": "",
    "backend/settings.py": "",
    "backend/kit/__init__.py": "",
    "backend/kit/terms.py": "",
    "backend/access/__init__.py": "",
    "backend/access/rules.py": "from backend.kit import terms",
    "backend/risks/__init__.py": "",
    "backend/risks/rules.py": "from backend.access import rules",
    "backend/risks/models.py": "from backend.risks.rules import x",
    "backend/portal/__init__.py": "",
    "backend/overview/__init__.py": "",
}


def _lint_imports(root: Path) -> subprocess.CompletedProcess[str]:
    tool = str(Path(sys.executable).with_name("lint-imports"))
    command = [tool, "--no-cache", "--config", str(ROOT / "pyproject.toml")]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)


def test_there_is_no_cycle() -> None:
    assert len(import_graph(ROOT)) > 20
    assert cycles(ROOT) == []


def test_nobody_but_main_sees_routes() -> None:
    assert seen_routes(ROOT) == []


def test_rooms_are_layered_across_their_corners() -> None:
    assert upward_imports(ROOT) == []


def test_a_planted_upward_import_is_seen(tmp_path: Path) -> None:
    sound = {
        "backend/risks/points/actions.py": "import backend.risks.rows.actions\nimport backend.risks.rules"
    }
    plant(tmp_path, RIVER | sound | {"backend/risks/rows/actions.py": "import backend.access.rules"})
    assert upward_imports(tmp_path) == []
    plant(tmp_path, {"backend/risks/points/queries.py": "from backend.risks.rows import actions"})
    assert upward_imports(tmp_path) == ["backend.risks.points.queries imports backend.risks.rows.actions"]


def test_a_planted_cycle_is_seen(tmp_path: Path) -> None:
    plant(tmp_path, RIVER)
    assert cycles(tmp_path) == []
    plant(tmp_path, {"backend/kit/terms.py": "def late():\n    import backend.risks.models"})
    expected = "backend.access.rules, backend.kit.terms, backend.risks.models, backend.risks.rules"
    assert cycles(tmp_path) == [f"imports in a circle: {expected}"]


def test_planted_routes_are_seen(tmp_path: Path) -> None:
    plant(
        tmp_path,
        RIVER | {"backend/risks/routes.py": "", "backend/main.py": "from backend.risks import routes"},
    )
    assert seen_routes(tmp_path) == []
    plant(tmp_path, {"backend/overview/queries.py": "from backend.risks.routes import router"})
    assert seen_routes(tmp_path) == ["backend.overview.queries imports backend.risks.routes"]


def test_the_river_flows(tmp_path: Path) -> None:
    result = _lint_imports(plant(tmp_path, RIVER))
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("name", "code", "broken"),
    [
        ("backend/kit/table.py", "import backend.access.rules", "the river"),
        ("backend/access/queries.py", "import backend.risks.models", "the river"),
        ("backend/portal/queries.py", "import backend.overview", "the river"),
        ("backend/newcomer/__init__.py", "", "the river"),
        ("backend/risks/rules.py", "import backend.risks.queries", "inside a room"),
        ("backend/risks/queries.py", "import backend.risks.actions", "inside a room"),
    ],
)
def test_a_planted_import_is_seen(tmp_path: Path, name: str, code: str, broken: str) -> None:
    extra = {"backend/risks/queries.py": "", "backend/risks/actions.py": "from backend.risks import queries"}
    result = _lint_imports(plant(tmp_path, RIVER | extra | {name: code}))
    assert result.returncode == 1, result.stdout
    verdicts = [line for line in result.stdout.splitlines() if line.endswith("BROKEN")]
    assert [line.startswith(broken) for line in verdicts] == [True]
