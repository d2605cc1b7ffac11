"""The process that builds one package, so that the server stays quick and its memory comes back.

Run as `python -m backend build-package`; what it needs comes over standard input, for a database's address may hold a
password. It works at low priority, says every other second that it lives, and stops when the package is taken away.
"""

import logging
import os
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from pydantic import BaseModel
from sqlalchemy.exc import SQLAlchemyError

from backend.access.authorize import USERS, Actor, actor_of
from backend.access.policy import Permission
from backend.access.rules import UserStatus
from backend.documents.rules import DocumentFormat
from backend.kit import journal
from backend.kit.db import Database, make_engine
from backend.kit.files import CHUNK, Store, uploads
from backend.kit.problems import Problem
from backend.kit.table import now
from backend.organization.queries import reaches
from backend.packages import actions
from backend.packages.actions import Built
from backend.packages.contents.assembly import Made, Unwritable, assemble
from backend.packages.contents.commission import Commission
from backend.packages.queries import find_job
from backend.packages.rules import BEAT_SECONDS, FOLDER, STALE
from backend.warnings.actions import record_reading

log = logging.getLogger(__name__)
NICE: Final = 10
LABEL_LIMIT: Final = 80
ENDED: Final = "申请人的账号已停用，或已无权查看这个部门的材料。"
TELL: Final = "请系统管理员查看服务器日志；其他数据没有受影响。"
FULL: Final = "服务器磁盘空间不足，或数据目录不能写入。请系统管理员处理后重新生成。"


class Job(BaseModel):
    """What the child is told."""

    database_url: str
    data_dir: Path
    college_name: str
    package_id: int
    worker: str
    days: int


class Lost(Exception):
    """The package was cancelled or given to somebody else."""


class Refused(Exception):
    """Whoever asked may not have it any more; the text says why."""


class Heart:
    """Says that the worker lives, from a thread of its own, however long one document takes."""

    def __init__(self, database: Database, job: Job) -> None:
        self._database, self._job = database, job
        self._said = (0, 0, "正在清点材料")
        self._stop, self._lost = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="heart", daemon=True)

    def __enter__(self) -> "Heart":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join(timeout=STALE.total_seconds())

    def report(self, done: int, total: int, label: str) -> None:
        """Notes how far it is; raises Lost when there is no point in going on."""
        self._said = (done, total, label[:LABEL_LIMIT])
        if self._lost.is_set():
            raise Lost

    def _run(self) -> None:
        silent_since = now()
        while not self._stop.wait(BEAT_SECONDS):
            try:
                with self._database.session() as session:
                    is_ours = actions.beat(session, self._job.package_id, self._job.worker, *self._said)
                silent_since = now()
            except SQLAlchemyError:  # the database is away; by then somebody else may have begun anew
                is_ours = now() - silent_since < STALE
            if not is_ours:
                self._lost.set()
                return


def build(database: Database, job: Job) -> bool:
    """Builds the package of a job; False when it was taken away or could not be built."""
    folder = job.data_dir / FOLDER / "building"
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f"{job.package_id}-{job.worker}.zip"
    try:
        with Heart(database, job) as heart:
            return _build(database, job, draft, heart)
    except Lost:
        return False
    except Refused as refusal:
        _fail(database, job, str(refusal))
    except OSError:
        log.exception("package %s not written", job.package_id)
        _fail(database, job, FULL)
    except Unwritable as fault:
        log.exception("package %s not built", job.package_id)
        _fail(database, job, f"{fault}{TELL}")
    except Problem as problem:
        _fail(database, job, problem.detail or problem.title)
    finally:
        draft.unlink(missing_ok=True)
    return False


def _build(database: Database, job: Job, draft: Path, heart: Heart) -> bool:
    with database.snapshot() as session:
        row = find_job(session, job.package_id, job.worker)
        if row is None:
            raise Lost
        order = _commission(session, row, job)
        with draft.open("wb") as target:
            made = assemble(order, row, target, heart.report)
    heart.report(made.entries_count, made.entries_count, "正在保存")
    store = Store(job.data_dir / FOLDER)
    with draft.open("rb") as file:
        digest = store.put(iter(lambda: file.read(CHUNK), b""))
    built = _built(order, made, digest, draft.stat().st_size, job.days)
    if not _finish(database, job, order, built):
        store.delete(digest)
        return False
    return True


def _commission(session: Any, row: dict[str, Any], job: Job) -> Commission:
    """Whoever asked, with the rights of this moment."""
    status = session.execute(USERS.select().where(USERS.c.id == row["requested_by_id"])).mappings().one()
    actor: Actor = actor_of(session, row["requested_by_id"])
    if status["status"] != UserStatus.active:
        raise Refused(ENDED)
    if not reaches(session, actor, Permission.packages_build, row["department_id"]):
        raise Refused(ENDED)
    return Commission(
        session,
        actor,
        job.college_name,
        uploads(job.data_dir),
        row["year"],
        row["department_id"],
        row["campaign_id"],
        tuple(DocumentFormat(one) for one in row["formats"]),
        row["with_warnings"],
    )


def _built(order: Commission, made: Made, digest: str, size: int, days: int) -> Built:
    return Built(
        digest, size, made.manifest_digest, made.entries_count, order.left_out, actions.expiry(days)
    )


def _finish(database: Database, job: Job, order: Commission, built: Built) -> bool:
    """The finished package and the trace of every warning in it: one transaction, in the name of whoever asked."""
    with database.session() as session:
        journal.act_as(session, order.actor.principal)
        if not actions.finish_package(session, job.package_id, job.worker, built):
            return False
        for case in order.readings:
            record_reading(session, case)
    return True


def _fail(database: Database, job: Job, reason: str) -> None:
    with suppress(SQLAlchemyError), database.session() as session:
        actions.fail_package(session, job.package_id, job.worker, reason)


def main(_: Sequence[str]) -> int:
    """Reads the job, works, and ends; 0 also when the package was taken away, since somebody else has it."""
    job = Job.model_validate_json(sys.stdin.buffer.read())
    os.nice(NICE)
    database = Database(make_engine(job.database_url, pool_size=3))
    try:
        build(database, job)
    finally:
        database.dispose()
    return 0
