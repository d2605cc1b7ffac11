"""The command over a whole file, against the app itself."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from sqlmodel import Session

from backend.kit.sheets import read_rows
from backend.loader.checkpoint import Checkpoint
from backend.loader.client import Client
from backend.loader.command import Load, main, parser
from backend.loader.console import HAS_ERRORS, INTERRUPTED, OK, STOPPED
from backend.organization.queries import DEPARTMENTS, POSITIONS
from tests.clients import AppClient
from tests.loader.college import issue_token, row, write_file
from tests.world import World

Run = Callable[..., int]


class Wire(httpx.BaseTransport):
    """To the app under test; counts loads, and can be cut."""

    def __init__(self, app: FastAPI) -> None:
        self._app: httpx.BaseTransport = AppClient(app)._transport
        self.loads = 0
        self.cut_at: int | None = None
        self.cut_with: type[BaseException] = KeyboardInterrupt

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """One request; raises when the wire is cut."""
        if request.method == "POST" and "dry_run=false" in str(request.url):
            self.loads += 1
            if self.loads == self.cut_at:
                raise self.cut_with
        return self._app.handle_request(request)


@pytest.fixture
def wire(app: FastAPI) -> Wire:
    """The connection."""
    return Wire(app)


@pytest.fixture
def run(wire: Wire, world: World, session: Session) -> Run:
    """`run("positions", path, "--batch", "2")` is the command with the office's token."""
    token = issue_token(session, world)

    def command(*words: object) -> int:
        given = parser().parse_args([*map(str, words), "--url", "http://testserver"])
        with Client(given.url, token, transport=wire, wait=lambda _: None) as client:
            return Load(client, given).run()

    return command


def loaded(session: Session) -> list[str]:
    """Codes of the positions that came from files."""
    statement = (
        sa.select(POSITIONS.c.code).where(POSITIONS.c.code.startswith("P0")).order_by(POSITIONS.c.code)
    )
    return list(session.execute(statement).scalars())


def test_a_file_is_loaded_in_batches(
    tmp_path: Path, run: Run, wire: Wire, session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_file(tmp_path / "岗位.csv", [row(number) for number in range(7)])
    assert run("positions", path, "--batch", 3) == OK
    assert len(loaded(session)) == 7
    assert wire.loads == 3
    assert "共 7 行，新增 7，更新 0，未变 0，有误 0" in capsys.readouterr().out
    assert sorted(file.name for file in tmp_path.iterdir()) == ["岗位.csv"]
    assert run("positions", path, "--batch", 3) == OK
    assert "新增 0，更新 0，未变 7" in capsys.readouterr().out


def test_a_dry_run_writes_nothing(
    tmp_path: Path, run: Run, wire: Wire, session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_file(tmp_path / "岗位.csv", [row(number) for number in range(3)])
    assert run("positions", path, "--dry-run") == OK
    assert (loaded(session), wire.loads) == ([], 0)
    assert "检查完毕，没有写入：岗位共 3 行，新增 3" in capsys.readouterr().out


def test_one_bad_row_stops_the_whole_file(tmp_path: Path, run: Run, session: Session) -> None:
    path = write_file(tmp_path / "岗位.csv", [row(1), row(2, tier="科级"), row(3)])
    assert run("positions", path, "--batch", 1) == HAS_ERRORS
    assert loaded(session) == []


def test_best_effort_writes_the_rest_and_names_the_bad(
    tmp_path: Path, run: Run, session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [row(1), row(2, tier="科级"), row(3, department="NO"), row(1), row(4)]
    path = write_file(tmp_path / "岗位.csv", rows)
    assert run("positions", path, "--mode", "best_effort", "--batch", 2) == HAS_ERRORS
    assert loaded(session) == ["P00001", "P00004"]
    assert "新增 2，更新 0，未变 0，有误 3" in capsys.readouterr().out
    _, *rejected = read_rows(tmp_path / "岗位.errors.csv", "x.csv")
    assert [(one.cells[0], one.cells[4]) for one in rejected] == [
        ("P00002", "3"),
        ("P00003", "4"),
        ("P00001", "5"),
    ]
    assert "岗位层级：“科级”不在可选范围内" in rejected[0].cells[5]
    assert "在第 2 行和第 5 行重复" in rejected[2].cells[5]


def test_the_corrected_error_file_can_be_loaded(tmp_path: Path, run: Run, session: Session) -> None:
    path = write_file(tmp_path / "岗位.csv", [row(1), row(2, tier="科级")])
    run("positions", path, "--mode", "best_effort")
    rejects = tmp_path / "岗位.errors.csv"
    rejects.write_text(rejects.read_text("gb18030").replace("P00002,岗位2,JWC,科级", row(2)), "gb18030")
    assert run("positions", rejects) == OK
    assert loaded(session) == ["P00001", "P00002"]


def test_columns_that_are_not_read_are_named(
    tmp_path: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "岗位.csv"
    path.write_text("岗位编码,岗位名称,部门编码,岗位层级,备注\nP00001,甲,JWC,一般岗位,无\n", "utf-8")
    assert run("positions", path) == OK
    assert "没有读取的列：备注" in capsys.readouterr().out


def test_ctrl_c_keeps_what_is_done(
    tmp_path: Path, run: Run, wire: Wire, session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_file(
        tmp_path / "岗位.csv", [row(n, tier="科级" if n == 0 else "一般岗位") for n in range(6)]
    )
    wire.cut_at = 3
    assert run("positions", path, "--mode", "best_effort", "--batch", 2) == INTERRUPTED
    assert "--resume" in capsys.readouterr().err
    assert loaded(session) == ["P00001", "P00002", "P00003"]
    assert run("positions", path, "--mode", "best_effort", "--batch", 2, "--resume") == HAS_ERRORS
    assert wire.loads == 4
    assert "新增 5，更新 0，未变 0，有误 1" in capsys.readouterr().out
    assert len(loaded(session)) == 5
    assert Checkpoint(path).read() is None


def test_a_changed_file_starts_again(
    tmp_path: Path, run: Run, wire: Wire, session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_file(tmp_path / "岗位.csv", [row(number) for number in range(4)])
    wire.cut_at = 2
    assert run("positions", path, "--batch", 2) == INTERRUPTED
    write_file(path, [row(number) for number in range(5)])
    assert run("positions", path, "--batch", 2, "--resume") == OK
    assert "文件或参数与上次不同" in capsys.readouterr().err
    assert len(loaded(session)) == 5


def test_nothing_to_resume_is_a_fresh_start(
    tmp_path: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_file(tmp_path / "岗位.csv", [row(1)])
    assert run("positions", path, "--resume") == OK
    assert "没有找到上次的进度" in capsys.readouterr().err


def test_departments_travel_together(tmp_path: Path, run: Run, wire: Wire, session: Session) -> None:
    path = tmp_path / "部门.csv"
    lines = ["部门编码,部门名称,部门类别,上级部门编码", "A1,甲科,科,A", "A,甲处,处室,SLXY"]
    path.write_text("\n".join(lines), "utf-8")
    assert run("departments", path, "--batch", 1) == OK
    found = session.execute(sa.select(DEPARTMENTS.c.code).where(DEPARTMENTS.c.code.in_(["A", "A1"])))
    assert (len(found.all()), wire.loads) == (2, 1)


def test_the_command_needs_a_token_and_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("LIANFANG_TOKEN", raising=False)
    words = ["positions", str(tmp_path / "无.csv"), "--url", "http://127.0.0.1:9"]
    assert main(words) == STOPPED
    assert "LIANFANG_TOKEN" in capsys.readouterr().err


def test_a_missing_file_is_named_before_anything_is_sent(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["positions", str(tmp_path / "没有.csv"), "--url", "http://127.0.0.1:1", "--token", "lzp_x"]
    assert main(words) == STOPPED
    assert "找不到文件" in capsys.readouterr().err


def test_the_loader_starts_without_the_servers_code() -> None:
    script = """
import sys
from backend.__main__ import run
sys.argv = ["backend", "load", "--help"]
try:
    run()
except SystemExit:
    sys.exit("backend.main" in sys.modules)
"""
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
