"""`python -m backend load positions 岗位.xlsx --url https://… --token …`"""

import argparse
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from tqdm import tqdm

from backend.kit.problems import Problem
from backend.loader.checkpoint import COUNTS, Checkpoint, Progress
from backend.loader.client import ApiError, Client, Report, Unreachable
from backend.loader.console import (
    HAS_ERRORS,
    INTERRUPTED,
    NO_TOKEN,
    OK,
    STOPPED,
    add_connection,
    say,
    stop,
    token_of,
)
from backend.loader.rejects import ADDED, default_path, write_rejects
from backend.loader.table import BadTable, Batch, Finding, Table

RESOURCES = {"positions": "岗位", "people": "人员", "departments": "部门"}
LABELS = {"created": "新增", "updated": "更新", "unchanged": "未变", "failed": "有误"}
BATCH = 5_000
WHOLE = 200_000
"""Departments refer to each other, so they travel in one batch."""


def parser() -> argparse.ArgumentParser:
    """The command line."""
    top = argparse.ArgumentParser(
        prog="python -m backend load",
        description="把 csv、xlsx、xls 文件批量载入系统。按编码新增或更新，可反复执行；中断后可以接着做。",
    )
    top.add_argument(
        "resource", choices=sorted(RESOURCES), help="positions 岗位，people 人员，departments 部门"
    )
    top.add_argument("file", type=Path, help="要载入的文件")
    add_connection(top)
    top.add_argument("--dry-run", action="store_true", help="只检查，不写入")
    top.add_argument(
        "--mode",
        choices=("atomic", "best_effort"),
        default="atomic",
        help="atomic（默认）：先检查全部，有一行出错就不写入；best_effort：跳过有误的行",
    )
    top.add_argument("--batch", type=int, default=BATCH, help=f"每批多少行，默认 {BATCH}")
    top.add_argument("--resume", action="store_true", help="接着上次没有做完的地方做")
    top.add_argument("--errors", type=Path, help="有误的行写到哪个文件；默认在原文件旁边")
    return top


def main(words: Sequence[str]) -> int:
    """Runs the command; returns 0, 1 when rows were rejected, 2 when it had to stop, 130 when interrupted."""
    given = parser().parse_args(words)
    token = token_of(given)
    if not token:
        return stop(NO_TOKEN)
    if not given.file.is_file():
        return stop(f"找不到文件：{given.file}")
    try:
        with Client(given.url, token, verify=given.ca or True) as client:
            return Load(client, given).run()
    except (ApiError, Unreachable, BadTable) as error:
        return stop(str(error))
    except Problem as problem:
        return stop(problem.detail or problem.title)
    except OSError as error:
        return stop(f"文件打不开：{error.strerror or error}")


class Load:
    """One run over one file."""

    def __init__(self, client: Client, given: argparse.Namespace) -> None:
        self._client, self._given = client, given
        self._source: Path = given.file
        self._table = Table(self._source, client.columns(given.resource))
        self._rejects: Path = given.errors or default_path(self._source)
        self._total, self._repeated = self._table.examine()
        self._skipped = frozenset(finding.line for finding in self._repeated)
        self._ignored = dict[str, None]()
        self._size = WHOLE if given.resource == "departments" else max(1, given.batch)

    def run(self) -> int:
        """Checks, loads, and tells."""
        checkpoint = Checkpoint(self._source)
        progress = self._unfinished(checkpoint) if self._given.resume else None
        if progress is None and (self._given.dry_run or self._given.mode == "atomic"):
            counts, findings = self._check()
            if self._given.dry_run:
                return self._tell("检查完毕，没有写入", counts, findings)
            if findings:
                return self._tell("有误，一行也没有写入", counts, findings)
        if progress is None:
            progress = checkpoint.start(self._plan(), self._repeated)
        else:
            checkpoint.go_on(progress)
        try:
            progress = self._send(checkpoint, progress)
        except (KeyboardInterrupt, ApiError, Unreachable) as stopped:
            return self._pause(stopped)
        result = self._tell("载入完毕", progress.counts, checkpoint.findings())
        checkpoint.clear()
        return result

    def _plan(self) -> Progress:
        given = self._given
        return Progress(self._table.digest, given.url, given.resource, given.mode, self._size)

    def _unfinished(self, checkpoint: Checkpoint) -> Progress | None:
        found = checkpoint.read()
        if found is None:
            say("没有找到上次的进度，从头开始。", sys.stderr)
        elif found.plan() != self._plan().plan():
            say("文件或参数与上次不同，从头开始。", sys.stderr)
            return None
        return found

    def _check(self) -> tuple[dict[str, int], list[Finding]]:
        """A dry run over the whole file."""
        counts = dict.fromkeys(COUNTS, 0) | {"failed": len(self._repeated)}
        findings = list(self._repeated)
        with self._bar("检查") as bar:
            for batch in self._table.batches(self._size, self._skipped):
                report = self._post(batch.rows, f"check-{os.urandom(8).hex()}", dry_run=True)
                for name in COUNTS:
                    counts[name] += report[name]
                findings += _findings(batch, report)
                bar.update(len(batch.rows))
        return counts, findings

    def _send(self, checkpoint: Checkpoint, progress: Progress) -> Progress:
        with self._bar("载入") as bar:
            for batch in self._table.batches(self._size, self._skipped):
                if batch.number >= progress.done:
                    report = self._post(batch.rows, progress.key(batch.number), dry_run=False)
                    progress = checkpoint.advance(progress, report, _findings(batch, report))
                bar.update(len(batch.rows))
        return progress

    def _bar(self, title: str) -> Any:
        sent = self._total - len(self._skipped)
        return tqdm(total=sent, desc=title, unit="行", disable=None, file=sys.stderr)

    def _post(self, rows: list[Any], key: str, *, dry_run: bool) -> Report:
        """One batch; halves it when the server finds it too large. The other rows of the file are not at stake."""
        try:
            content = self._table.as_csv(rows)
            report = self._client.load_csv(
                self._given.resource, content, mode="best_effort", dry_run=dry_run, key=key
            )
            self._ignored |= dict.fromkeys(report["ignored_columns"])
            return report
        except ApiError as error:
            if error.status != 413 or len(rows) < 2:
                raise
        middle = len(rows) // 2
        first = self._post(rows[:middle], f"{key}a", dry_run=dry_run)
        second = self._post(rows[middle:], f"{key}b", dry_run=dry_run)
        shifted = [error | {"index": error["index"] + middle} for error in second["errors"]]
        merged = {name: first[name] + second[name] for name in COUNTS}
        return merged | {"errors": first["errors"] + shifted}

    def _pause(self, stopped: BaseException) -> int:
        is_interrupt = isinstance(stopped, KeyboardInterrupt)
        say("已中断。" if is_interrupt else str(stopped), sys.stderr)
        say("已完成的部分都已保存；再次执行同一命令并加 --resume，就从中断处接着做。", sys.stderr)
        return INTERRUPTED if is_interrupt else STOPPED

    def _tell(self, title: str, counts: Any, findings: Iterable[Finding]) -> int:
        summary = "，".join(f"{LABELS[name]} {counts[name]}" for name in COUNTS)
        say(f"{title}：{RESOURCES[self._given.resource]}共 {self._total} 行，{summary}。")
        if unread := [name for name in self._ignored if name not in ADDED]:
            say(f"没有读取的列：{'、'.join(unread)}。")
        rejected = write_rejects(self._table, findings, self._rejects)
        if not rejected:
            return OK
        say(f"有误的 {rejected} 行连同原因写在 {self._rejects}，改好后可以直接载入这个文件。")
        return HAS_ERRORS


def _findings(batch: Batch, report: Report) -> list[Finding]:
    """The server's errors with the line in our file and the column's name."""
    return [
        Finding(
            batch.rows[error["index"]].line,
            f"{error['column']}：{error['message']}" if error.get("column") else error["message"],
        )
        for error in report["errors"]
    ]
