"""How the table of packages is walked: people ask, workers build."""

from typing import Any

from sqlmodel import Session

from backend.kit.table import now
from backend.packages import actions
from backend.packages.actions import Built
from backend.packages.queries import PACKAGES
from backend.packages.rules import MACHINE, STALE, PackageState
from tests.machines.walks import Stand, Step, Walk, change
from tests.packages.operations import add_package, ready

WORKER = "1-walker"
BUILT = Built("0" * 64, 1, "1" * 64, 1, [], now())


def _put(session: Session, scene: Stand, state: str) -> int:
    """A package in any state; one that is worked on has been silent for long."""
    more: dict[str, Any] = {"state": state}
    if state == PackageState.running:
        more |= {"worker": WORKER, "heartbeat_at": now() - 2 * STALE, "attempts": 1}
    if state == PackageState.ready:
        more |= ready(scene)
    package_id = add_package(session, scene)
    change(session, PACKAGES, package_id, more)
    return package_id


def _start(session: Session, package_id: int) -> None:
    actions.claim_package(session, "2-other")


def _give_back(session: Session, package_id: int) -> None:
    actions.give_back(session, package_id, WORKER, counts=True)


def _finish(session: Session, package_id: int) -> None:
    actions.finish_package(session, package_id, WORKER, BUILT)


def _fail(session: Session, package_id: int) -> None:
    actions.fail_package(session, package_id, WORKER, "没有内容")


PACKAGE_WALKS = {
    "packages.MACHINE": Walk(
        MACHINE,
        PACKAGES,
        _put,
        {
            "start": Step("get_package", "office", work=_start),
            "give_back": Step("get_package", "office", work=_give_back),
            "finish": Step("get_package", "office", work=_finish),
            "fail": Step("get_package", "office", work=_fail),
            "cancel": Step("cancel_package", "office"),
            "retry": Step("retry_package", "office"),
            "discard": Step("discard_package", "office"),
        },
        frozenset({"queued"}),
        frozenset(),
    )
}
