"""The commands of `python -m backend`. Each prints Chinese for people and exits non-zero on failure."""

import argparse
import errno
import json
import shutil
import socket
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from importlib import import_module
from pathlib import Path

import sqlalchemy as sa
import uvicorn
from alembic import command
from alembic.config import Config
from pydantic import SecretStr, ValidationError

from backend.access.keys import demo_secrets, new_signing_key
from backend.kit.connection import Connection
from backend.kit.messages import explain
from backend.kit.problems import Problem
from backend.kit.table import table_of
from backend.main import API, connect, create_app
from backend.organization.models import Department
from backend.packages.paper.verification import verify_package
from backend.settings import Settings

ROOT = Path(__file__).resolve().parent.parent


def alembic_config(url: str) -> Config:
    """Alembic, told where the database is."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.attributes["url"] = url
    return config


def settings_of(*, demo: bool) -> Settings:
    """The environment's settings; the demo fills in its own kept secrets. SystemExit says what is wrong with them."""
    try:
        settings = Settings()
    except ValidationError as error:
        said = (f"{'.'.join(map(str, one['loc'])).upper()}：{explain(one)}" for one in error.errors())
        raise SystemExit("设置有误。" + " ".join(said)) from None
    scheme = settings.database_url.partition("://")[0].partition("+")[0]
    if scheme not in ("sqlite", "postgresql", "postgres"):
        raise SystemExit("设置有误。DATABASE_URL：只支持 sqlite:///… 和 postgresql://…。")
    if not demo:
        return settings
    _make_folder(settings.data_dir)
    if settings.secret_key.get_secret_value():
        return Settings(environment="demo")
    kept = demo_secrets(settings.data_dir / "secrets")
    return Settings(
        environment="demo",
        secret_key=SecretStr(kept["secret_key"]),
        signing_key=SecretStr(kept["signing_key"]),
    )


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SystemExit(f"建不了目录 {folder}：{error.strerror}。请核对 DATA_DIR、DATABASE_URL。") from None


def migrate(settings: Settings) -> None:
    """Brings the schema to the newest version."""
    if settings.database_url.startswith("sqlite:///"):
        _make_folder(Path(settings.database_url.removeprefix("sqlite:///")).parent)
    command.upgrade(alembic_config(settings.database_url), "head")


def reserve(settings: Settings) -> socket.socket:
    """Takes the address before anything slow or lasting is done; SystemExit says so when it cannot be had."""
    host, port = settings.host, settings.port
    try:
        return _bound(host, port)
    except OSError as error:
        said = {
            errno.EADDRINUSE: f"端口 {port} 已被占用。换一个端口，例如：PORT={port + 1} make run",
            errno.EACCES: f"没有权限使用端口 {port}，请用 1024 以上的端口，例如：PORT=8000",
        }
        other = f"不能在 {host} 的 {port} 端口监听：{error.strerror}。请核对 HOST 和 PORT。"
        raise SystemExit(said.get(error.errno or 0, other)) from None


def _bound(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError:
        listener.close()
        raise
    return listener


def serve(settings: Settings, listener: socket.socket) -> None:
    """Runs the server until interrupted."""
    config = uvicorn.Config(
        create_app(settings),
        log_level="warning",
        access_log=False,
        proxy_headers=True,
        forwarded_allow_ips=settings.trusted_proxies,
        timeout_keep_alive=30,
        http=Connection,
        server_header=False,
    )
    server = uvicorn.Server(config)
    try:
        server.run(sockets=[listener])
    except KeyboardInterrupt:
        return
    if not server.started:
        raise SystemExit(1)


def _is_empty(settings: Settings) -> bool:
    database = connect(settings, ())
    with database.session(read_only=True) as session:
        found = session.execute(sa.select(table_of(Department).c.id).limit(1)).first()
    database.dispose()
    return found is None


def demo(settings: Settings, *, serving: bool = True) -> None:
    """Migrates, loads the demo college when the database is empty, prints the sign-in names, serves."""
    college = import_module("backend.demo.college")
    listener = reserve(settings) if serving else None
    migrate(settings)
    if _is_empty(settings):
        print("正在载入演示学院……", flush=True)
        database = connect(settings)
        college.load(database, settings)
        database.dispose()
    if listener is None:
        print("演示学院已就绪。")
        return
    print(import_module("backend.demo.greeting").greeting(settings), flush=True)
    serve(settings, listener)


def demo_reset(settings: Settings) -> None:
    """Removes the embedded demo database and the uploaded files; refuses any other, and one that is in use."""
    prefix = "sqlite:///"
    if not settings.database_url.startswith(prefix):
        raise SystemExit("只会重置内嵌的 SQLite 演示数据库；DATABASE_URL 指向别处，未做任何改动。")
    path = Path(settings.database_url.removeprefix(prefix))
    if _is_in_use(path):
        raise SystemExit("演示学院正在运行，请先停止它（Ctrl+C），再重置。")
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    shutil.rmtree(settings.data_dir / "files", ignore_errors=True)
    print("演示数据已清空，下次启动时重新载入。")


def _is_in_use(path: Path) -> bool:
    """Whether a server has the database open: SQLite leaves WAL only when nobody else is connected."""
    if not path.exists():
        return False
    with closing(sqlite3.connect(path, timeout=1)) as connection:
        try:
            connection.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.OperationalError:
            return True
        except sqlite3.DatabaseError:
            return False  # not a database any more: a good reason to start over
    return False


def write_openapi(target: Path) -> None:
    """Writes the contract; deterministic, so that a test can compare."""
    settings = Settings(
        environment="test",
        database_url="sqlite:///never-opened.db",
        # Throw-away secrets: the command never issues a token.
        secret_key=SecretStr("x" * 32),
        signing_key=SecretStr(new_signing_key()),
    )
    document = create_app(settings).openapi()
    target.write_text(json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")


def create_admin(settings: Settings) -> None:
    """Prints a one-time token with which the first administrator is made in the browser."""
    actions = import_module("backend.access.actions")
    database = connect(settings, ())
    with database.session() as session:
        token = actions.create_bootstrap_token(session)
    print(f"一次性令牌（24 小时内有效，只显示这一次）：{token}")
    print(f"请打开 {settings.public_origin}/bootstrap，或 POST {API}/auth/bootstrap。")


def rebuild(settings: Settings) -> None:
    """Counts the register's tally and all position levels anew, after somebody wrote to the database by hand."""
    levels = import_module("backend.assessments.levels.actions")
    risks = import_module("backend.risks.actions")
    database = connect(settings)
    with database.session() as session:
        risks.rebuild_tally(session)
        changed = levels.relevel_all(session)
    database.dispose()
    print(f"风险点汇总已重新计算；{changed} 个岗位的等级有变化。")


def verify_file(path: Path, manifest: str | None) -> int:
    """Says whether a package of papers is what was built; needs neither settings nor a database."""
    if not path.is_file():
        raise SystemExit(f"没有这个文件：{path}")
    verdict = verify_package(path)
    for fault in verdict.faults:
        print(fault)
    if verdict.manifest_digest:
        print(f"manifest.json 的 SHA-256：{verdict.manifest_digest}")
    if manifest is not None and manifest.lower() != verdict.manifest_digest:
        print("与给出的摘要不一致：这不是那个材料包。")
        return 1
    if verdict.faults:
        print(f"核验未通过：{len(verdict.faults)} 处不符。")
        return 1
    print(f"核验通过：{verdict.files_count} 个文件全部一致。请把上面的摘要与系统材料包页面上显示的对照。")
    return 0


def parser() -> argparse.ArgumentParser:
    """The command line."""
    top = argparse.ArgumentParser(prog="python -m backend", description="廉防：高校廉政风险防控系统")
    commands = top.add_subparsers(dest="command", required=True)
    for name, text in (
        ("serve", "启动服务"),
        ("migrate", "升级数据库结构"),
        ("demo", "载入演示学院并启动"),
        ("demo-load", "只载入演示学院"),
        ("demo-reset", "清空演示数据"),
        ("create-admin", "生成首个管理员的一次性令牌"),
        ("rebuild", "重新计算风险点汇总和岗位等级"),
    ):
        commands.add_parser(name, help=text)
    contract = commands.add_parser("openapi", help="写出 OpenAPI 文档")
    contract.add_argument("target", nargs="?", default="openapi/openapi.json", type=Path)
    check = commands.add_parser("verify-package", help="核验材料包（不需要数据库和网络）")
    check.add_argument("file", type=Path, help="材料包 .zip")
    check.add_argument("--manifest", help="页面上显示的 manifest.json 摘要，一并对照")
    # see __main__: these two need no server
    commands.add_parser("load", help="批量载入岗位、人员、部门（load --help）")
    commands.add_parser("import", help="导入填好的官方表格，默认只核对（import --help）")
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Entry point; returns the exit code."""
    given = parser().parse_args(arguments)
    if given.command == "openapi":
        write_openapi(given.target)
        return 0
    if given.command == "verify-package":
        return verify_file(given.file, given.manifest)
    try:
        run(given.command)
    except Problem as problem:
        raise SystemExit(problem.detail or problem.title) from None
    except sa.exc.OperationalError as error:
        raise SystemExit(f"打不开数据库，请核对 DATABASE_URL，并确认数据库在运行：{error.orig}") from None
    return 0


def run(name: str) -> None:
    """A command that needs the settings."""
    is_demo = name.startswith("demo")
    settings = settings_of(demo=is_demo)
    if not is_demo:
        settings.refuse_defaults()
    commands: dict[str, Callable[[Settings], None]] = {
        "demo": demo,
        "demo-load": lambda given: demo(given, serving=False),
        "demo-reset": demo_reset,
        "serve": lambda given: serve(given, reserve(given)),
        "migrate": migrate,
        "create-admin": create_admin,
        "rebuild": rebuild,
    }
    commands[name](settings)
