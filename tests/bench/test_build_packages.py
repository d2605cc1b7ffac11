"""The bench of packages measures something on a small college."""

from pathlib import Path

import pytest

from tests.bench import packages
from tests.bench.yearly.college import Scale
from tests.loader.college import free_port


def test_it_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    small = Scale(departments=2, staff_each=3, writers_each=1)
    found = packages.run(["docx"], small, tmp_path, quiet_seconds=0.5, port=free_port())["docx"]
    assert found["state"] == "ready"
    assert found["forms"] > small.departments * small.staff_each
    assert found["child_peak_mib"] > 10
    assert found["readings"] > 0
    assert found["file_mib"] > 0
