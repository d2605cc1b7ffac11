"""How far a load has come, beside the input, so that it survives Ctrl-C, kill -9 and a power cut."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson

from backend.loader.table import Finding

COUNTS = ("created", "updated", "unchanged", "failed")


@dataclass(frozen=True)
class Progress:
    """What must be equal to go on (the plan), and how much is done."""

    digest: str
    url: str
    resource: str
    mode: str
    batch: int
    run: str = field(default_factory=lambda: uuid4().hex)
    """Part of the idempotency keys: a resumed run repeats them, a new run of the same file does not."""
    done: int = 0
    noted: int = 0
    """Bytes of findings that belong to the batches done."""
    counts: Mapping[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTS, 0))

    def plan(self) -> tuple[object, ...]:
        """What a resumed run must share."""
        return self.digest, self.url, self.resource, self.mode, self.batch

    def key(self, number: int) -> str:
        """The idempotency key of a batch."""
        return f"load-{self.digest[:24]}-{self.run}-{number}"


class Checkpoint:
    """`<file>.load.json` with the progress and `<file>.load.findings` with what is wrong so far."""

    def __init__(self, source: Path) -> None:
        self._state = source.with_name(source.name + ".load.json")
        self._findings = source.with_name(source.name + ".load.findings")

    def read(self) -> Progress | None:
        """The progress of an unfinished run, or None."""
        try:
            return Progress(**orjson.loads(self._state.read_bytes()))
        except (FileNotFoundError, ValueError, TypeError):
            return None

    def start(self, plan: Progress, repeated: Sequence[Finding]) -> Progress:
        """Writes the first state before anything is sent, so that a crash cannot lose the run's keys.

        `repeated`: rows that repeat an earlier key; they are never sent.
        """
        noted = b"".join(orjson.dumps(tuple(finding)) + b"\n" for finding in repeated)
        self._findings.write_bytes(noted)
        progress = replace(plan, noted=len(noted), counts={**plan.counts, "failed": len(repeated)})
        self._write(progress)
        return progress

    def go_on(self, progress: Progress) -> None:
        """Drops findings of a batch that was under way when the last run died."""
        with self._findings.open("ab") as file:
            file.truncate(progress.noted)

    def advance(self, progress: Progress, counts: Mapping[str, int], findings: Iterable[Finding]) -> Progress:
        """One batch more is done: findings first, then the state that counts them."""
        noted = b"".join(orjson.dumps(tuple(finding)) + b"\n" for finding in findings)
        if noted:
            with self._findings.open("ab") as file:
                file.write(noted)
                file.flush()
                os.fsync(file.fileno())
        total = {name: progress.counts[name] + counts.get(name, 0) for name in COUNTS}
        moved = replace(progress, done=progress.done + 1, noted=progress.noted + len(noted), counts=total)
        self._write(moved)
        return moved

    def _write(self, progress: Progress) -> None:
        fresh = self._state.with_name(self._state.name + ".new")
        with fresh.open("wb") as file:
            file.write(orjson.dumps(asdict(progress)))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._state)

    def findings(self) -> Iterator[Finding]:
        """Everything wrong so far."""
        with self._findings.open("rb") as file:
            for line in file:
                yield Finding(*_pair(orjson.loads(line)))

    def clear(self) -> None:
        """Forgets a finished run."""
        self._state.unlink(missing_ok=True)
        self._findings.unlink(missing_ok=True)


def _pair(value: Any) -> tuple[int, str]:
    line, message = value
    return int(line), str(message)
