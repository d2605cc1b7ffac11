"""Who was refused what. Written after the refused request was rolled back, in a transaction of its own.

Bounded, so that nobody fills the disk by being refused: the same caller, operation and object is one row a minute,
one caller makes at most `ROWS_PER_CALLER` rows a minute, strangers all together `ROWS_OF_STRANGERS`. What is not
written is counted, and the caller's next row, or an hourly one, tells how many there were.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic
from typing import Any

from fastapi import Request
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from backend.access import limits
from backend.kit import journal
from backend.kit.problems import Problem

MINUTE = 60.0
ROWS_PER_CALLER, ROWS_OF_STRANGERS = 30, 60
MAX_CALLERS = 10_000
DENIED, KIND = "request.denied", "request"
"""The kind is one that no timeline and no feed knows."""


@dataclass
class Window:
    """One caller's minute."""

    begun: float
    seen: set[tuple[str, str]] = field(default_factory=set)
    unwritten: int = 0


class Denials:
    """Which refusals are written, in the memory of one process."""

    def __init__(self) -> None:
        self._windows: OrderedDict[journal.Principal, Window] = OrderedDict()
        self._lock = Lock()

    def admit(self, caller: journal.Principal, what: tuple[str, str]) -> int | None:
        """None when this refusal is only counted; else how many of this caller's have been, since his last row."""
        limit = ROWS_OF_STRANGERS if caller.id is None else ROWS_PER_CALLER
        with self._lock:
            instant = monotonic()
            window = self._windows.pop(caller, None) or Window(instant)
            if instant - window.begun >= MINUTE:
                window = Window(instant, unwritten=window.unwritten)
            self._windows[caller] = window
            if len(self._windows) > MAX_CALLERS:
                self._windows.popitem(last=False)
            if what in window.seen or len(window.seen) >= limit:
                window.unwritten += 1
                return None
            window.seen.add(what)
            unwritten, window.unwritten = window.unwritten, 0
            return unwritten

    def withdraw(self, caller: journal.Principal, what: tuple[str, str], unwritten: int) -> None:
        """The row could not be written after all."""
        with self._lock:
            if window := self._windows.get(caller):
                window.seen.discard(what)
                window.unwritten += unwritten

    def settle(self, session: Session) -> None:
        """Writes what is still only counted; a chore."""
        with self._lock:
            left = [(caller, window) for caller, window in self._windows.items() if window.unwritten]
            counts = {f"{caller.kind}:{caller.id or ''}": window.unwritten for caller, window in left}
            for _, window in left:
                window.unwritten = 0
        if counts:
            journal.record(session, DENIED, journal.Subject(KIND, 0), {"unwritten": counts})


def _is_denial(request: Request, problem: Problem, caller: journal.Principal) -> bool:
    """403, 401 for a credential that is no good, and 404 for one thing that a known caller named: whether it is there
    and hidden, or not there at all, is the same to him and not worth a second look."""
    if problem.status == 401:
        return "authorization" in request.headers
    return problem.status == 403 or (
        problem.status == 404 and caller.id is not None and bool(request.path_params)
    )


def witness(request: Request, problem: Problem) -> None:
    """Journals a refusal. Raises when that is impossible: what cannot be journaled is not answered either."""
    session: Session | None = getattr(request.state, "session", None)
    caller: journal.Principal = (
        session.info.get("principal", journal.STRANGER) if session else journal.STRANGER
    )
    if not _is_denial(request, problem, caller):
        return
    operation = str(getattr(request.scope.get("route"), "name", ""))
    path = {name: str(value)[:64] for name, value in request.path_params.items()}
    what, denials = (operation, "/".join(path.values())), request.app.state.denials
    unwritten = denials.admit(caller, what)
    if unwritten is None:
        return
    details: dict[str, Any] = {
        "operation": operation,
        "object": path,
        "status": problem.status,
        "problem": problem.slug,
        "roles": sorted(getattr(request.state, "roles", ())),
        "address": limits.network(request.client.host if request.client else ""),
    }
    if unwritten:
        details["unwritten"] = unwritten
    try:
        _write(request, caller, journal.Subject(KIND, _number(path)), details)
    except SQLAlchemyError:
        denials.withdraw(caller, what, unwritten)
        raise


def _write(
    request: Request, caller: journal.Principal, subject: journal.Subject, details: dict[str, Any]
) -> None:
    with request.app.state.database.session() as session:
        session.info["request_id"] = request.scope["state"]["request_id"]
        journal.act_as(session, caller)
        journal.record(session, DENIED, subject, details)


def _number(path: dict[str, str]) -> int:
    """The object's id when the last of the path is one, for the filter by subject."""
    last = next(reversed(path.values()), "")
    return int(last) if last.isascii() and last.isdigit() and len(last) < 16 else 0
