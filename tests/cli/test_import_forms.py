"""`python -m backend import`: many files from a script, against the app itself."""

import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from sqlmodel import Session

from backend.access.models import PersonalToken
from backend.access.policy import Permission
from backend.access.secrets import new_personal_token
from backend.kit.table import now
from backend.loader.client import Client
from backend.loader.console import HAS_ERRORS, INTERRUPTED, OK, STOPPED
from backend.loader.forms import main, parser, run
from tests.clients import AppClient
from tests.conftest import SignIn
from tests.imports.commented import commented
from tests.imports.word import docx, para, table
from tests.world import World

API = "/api/v1"
INVENTORY = ("部门职责", "廉政风险点", "表现形式", "原因分析", "风险等级", "防控措施")
RIGHT = ("排课", "照顾", "照顾亲友", "监管缺失", "高", "公示")
WRONG = ("考试", "泄题", "卖题", "业务素质", "较高", "双人保管")
SCOPES = (
    Permission.imports_read,
    Permission.imports_write,
    Permission.organization_read,
    Permission.powers_read,
    Permission.powers_write,
    Permission.risks_read,
    Permission.risks_write,
)

Run = Callable[..., int]


class Wire(httpx.BaseTransport):
    """To the app under test; can fail once, or be cut."""

    def __init__(self, app: FastAPI) -> None:
        self._app: httpx.BaseTransport = AppClient(app)._transport
        self.stumbles = 0
        self.cut_with: BaseException | None = None

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """One request. After a stumble the answer is lost, although the server has done its work."""
        if self.cut_with is not None:
            raise self.cut_with
        response = self._app.handle_request(request)
        if self.stumbles and request.method == "POST":
            self.stumbles -= 1
            response.read()
            raise httpx.ReadError("lost")
        return response


@pytest.fixture
def wire(app: FastAPI) -> Wire:
    return Wire(app)


@pytest.fixture
def command(wire: Wire, world: World, session: Session) -> Run:
    """`command(path, "--apply")` is the command with the liaison's token."""
    made = new_personal_token()
    session.add(
        PersonalToken(
            user_id=world.cast.li.user_id,
            name="导入表格",
            digest=made.digest,
            scopes=[scope.value for scope in SCOPES],
            created_at=now(),
            expires_at=now() + timedelta(days=1),
        )
    )
    session.flush()

    def call(*words: object) -> int:
        given = parser().parse_args([*map(str, words), "--url", "http://testserver/"])
        with Client(given.url, made.text, transport=wire, wait=lambda _: None) as client:
            return run(client, given)

    return call


def form(folder: Path, name: str, *rows: tuple[str, ...], unit: str = "教务处") -> Path:
    path = folder / name
    path.write_bytes(docx(para(f"部门（盖章）：{unit}    填表日期：2026年9月1日") + table(INVENTORY, *rows)))
    return path


def stored(sign_in: SignIn, world: World) -> int:
    total: int = sign_in(world.cast.li).get(f"{API}/risk-points").json()["total"]
    return total


def test_files_are_looked_at_and_nothing_is_written(
    tmp_path: Path, command: Run, sign_in: SignIn, world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    paths = [form(tmp_path, "一.docx", RIGHT), form(tmp_path, "二.docx", RIGHT)]
    assert command(*paths, "--department", "jwc") == OK
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition("：")[0] for line in lines] == ["一.docx", "二.docx"]
    assert "已核对，没有写入；1 张表，新增 1，有改动 0，没有变化 0，不导入 0，不能导入 0，错误 0，疑问 0" in lines[0]
    assert "→ http://testserver/imports/" in lines[0]
    assert stored(sign_in, world) == 0


def test_they_are_applied_when_told_so(
    tmp_path: Path, command: Run, sign_in: SignIn, world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    path = form(tmp_path, "一.docx", RIGHT)
    assert command(path, "--apply") == OK
    assert "已导入；1 张表，新增 1" in capsys.readouterr().out
    assert stored(sign_in, world) == 1
    assert command(path, "--apply") == OK
    assert "新增 0，有改动 0，没有变化 1" in capsys.readouterr().out
    assert stored(sign_in, world) == 1


def test_a_lost_answer_does_not_apply_twice(
    tmp_path: Path, command: Run, wire: Wire, sign_in: SignIn, world: World
) -> None:
    wire.stumbles = 1
    assert command(form(tmp_path, "一.docx", RIGHT), "--apply") == OK
    assert stored(sign_in, world) == 1
    assert sign_in(world.cast.li).get(f"{API}/imports").json()["total"] == 1


def test_what_is_wrong_comes_back_with_comments(
    tmp_path: Path, command: Run, sign_in: SignIn, world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    path = form(tmp_path, "一.docx", RIGHT, WRONG)
    assert command(path, "--apply", "--annotated", tmp_path / "批注") == HAS_ERRORS
    assert "已导入；1 张表，新增 1，有改动 0，没有变化 0，不导入 0，不能导入 1，错误 1" in capsys.readouterr().out
    assert commented((tmp_path / "批注/一（批注）.docx").read_bytes())["较高"].startswith("错误：")
    assert stored(sign_in, world) == 1


def test_an_open_choice_is_named_and_the_other_files_go_on(
    tmp_path: Path, command: Run, sign_in: SignIn, world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "坏.docx").write_bytes(b"PK\x03\x04")
    (tmp_path / "空.docx").write_bytes(docx(para("通知")))
    open_one = form(tmp_path, "二.docx", RIGHT, unit="无此处")
    files = (tmp_path / "坏.docx", tmp_path / "空.docx", open_one, form(tmp_path, "一.docx", RIGHT))
    assert command(*files, "--apply") == HAS_ERRORS
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("坏.docx：不接收。文件不能接收（422）：文件已损坏")
    assert lines[1].startswith("空.docx：没有认出表格")
    assert lines[2].startswith("二.docx：需要选择去向，没有写入")
    assert lines[3].startswith("  待选择：没有找到“无此处”")
    assert lines[4].startswith("一.docx：已导入")
    assert stored(sign_in, world) == 1


@pytest.mark.parametrize("code", ["NOPE", "CWC"], ids=["unknown", "out of reach"])
def test_a_department_that_cannot_be_had_stops_before_anything_is_sent(
    tmp_path: Path,
    command: Run,
    sign_in: SignIn,
    world: World,
    capsys: pytest.CaptureFixture[str],
    code: str,
) -> None:
    assert command(form(tmp_path, "一.docx", RIGHT), "--department", code) == STOPPED
    assert f"没有编码为“{code}”的部门" in capsys.readouterr().err
    assert sign_in(world.cast.li).get(f"{API}/imports").json()["total"] == 0


def test_interruption_is_said(
    tmp_path: Path, command: Run, wire: Wire, capsys: pytest.CaptureFixture[str]
) -> None:
    wire.cut_with = KeyboardInterrupt()
    assert command(form(tmp_path, "一.docx", RIGHT)) == INTERRUPTED
    assert "已中断" in capsys.readouterr().err


def test_an_unreachable_server_stops_it(
    tmp_path: Path, command: Run, wire: Wire, capsys: pytest.CaptureFixture[str]
) -> None:
    wire.cut_with = httpx.ConnectError("cut")
    assert command(form(tmp_path, "一.docx", RIGHT)) == STOPPED
    assert "连不上服务器" in capsys.readouterr().err


def test_the_command_needs_a_token_and_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("LIANFANG_TOKEN", raising=False)
    words = [str(tmp_path / "没有.docx"), "--url", "http://127.0.0.1:9"]
    assert main(words) == STOPPED
    assert "LIANFANG_TOKEN" in capsys.readouterr().err
    assert main([*words, "--token", "lzp_x"]) == STOPPED
    assert "找不到文件" in capsys.readouterr().err


def test_it_starts_without_the_servers_code() -> None:
    script = """
import sys
from backend.__main__ import run
sys.argv = ["backend", "import", "--help"]
try:
    run()
except SystemExit:
    sys.exit("backend.main" in sys.modules)
"""
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
