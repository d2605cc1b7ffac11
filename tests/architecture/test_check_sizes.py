from pathlib import Path

from tests.architecture.sizes import long_files, long_functions
from tests.architecture.sources import ROOT, plant


def test_files_are_short() -> None:
    assert long_files(ROOT) == []


def test_functions_are_short() -> None:
    assert long_functions(ROOT) == []


def test_a_planted_long_file_is_seen(tmp_path: Path) -> None:
    plant(tmp_path, {"backend/risks/rules.py": "x = 1\n" * 301, "frontend/src/App.vue": "<br>\n" * 301})
    plant(tmp_path, {"backend/risks/models.py": "x = 1\n" * 300, "frontend/src/api/schema.ts": "\n" * 301})
    assert [line.split(":")[0] for line in long_files(tmp_path)] == [
        "backend/risks/rules.py",
        "frontend/src/App.vue",
    ]


def test_a_planted_long_function_is_seen(tmp_path: Path) -> None:
    body = "    x = 1\n" * 60
    plant(
        tmp_path,
        {
            "backend/a.py": f"class A:\n  async def long(self):\n{body}",
            "tests/b.py": f"def ok():\n{body[10:]}",
        },
    )
    assert long_functions(tmp_path) == ["backend/a.py:2: long has 61 lines, at most 60"]
