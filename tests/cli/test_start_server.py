"""Starting the server: what cannot work is said in one clear sentence, before anything is done."""

import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from backend.cli import main, reserve
from backend.settings import Settings


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the demo's database would be; nothing of the surroundings counts."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
        monkeypatch.delenv(f"{name.upper()}_FILE", raising=False)
    path = tmp_path / "data" / "demo.db"
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{path}")
    monkeypatch.setenv("DATA_DIR", str(path.parent))
    return path


@pytest.fixture
def busy_port() -> Iterator[int]:
    """A port somebody listens on."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        yield listener.getsockname()[1]


def test_it_works() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    with closing(reserve(Settings(environment="test", port=port))) as listener:
        assert listener.getsockname() == ("127.0.0.1", port)


def test_a_busy_port_is_named_and_nothing_is_made(
    database: Path, busy_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORT", str(busy_port))
    with pytest.raises(SystemExit, match=f"端口 {busy_port} 已被占用.*PORT={busy_port + 1}"):
        main(["demo"])
    assert not database.exists()


def test_a_foreign_address_is_refused() -> None:
    with pytest.raises(SystemExit, match="HOST"):
        reserve(Settings(environment="test", host="192.0.2.1", port=8000))


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PORT", "abc", "PORT：这里要填整数"),
        ("PORT", "99999", "PORT：不能大于 65535"),
        ("ENVIRONMENT", "nope", "ENVIRONMENT：只能是以下之一"),
        ("DATABASE_URL", "mysql://localhost/x", "DATABASE_URL：只支持"),
        ("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/x", "打不开数据库"),
    ],
)
def test_wrong_settings_are_named(
    database: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit, match=said):
        main(["demo-load"])
    assert not database.exists()


def test_a_folder_that_cannot_be_made_is_named(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "file" / "below"))
    with pytest.raises(SystemExit, match="建不了目录"):
        main(["demo-load"])


def test_resetting_removes_database_and_files(database: Path) -> None:
    database.parent.mkdir()
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("CREATE TABLE t (x)")
    (database.parent / "files").mkdir()
    (database.parent / "files" / "kept").touch()
    assert main(["demo-reset"]) == 0
    assert not database.exists()
    assert not (database.parent / "files").exists()
    assert main(["demo-reset"]) == 0, "resetting twice is no error"


def test_resetting_a_running_demo_is_refused(database: Path) -> None:
    database.parent.mkdir()
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE t (x)")
        with pytest.raises(SystemExit, match="正在运行"):
            main(["demo-reset"])
    assert database.exists()


def test_resetting_another_database_is_refused(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://somewhere/else")
    with pytest.raises(SystemExit, match="未做任何改动"):
        main(["demo-reset"])
