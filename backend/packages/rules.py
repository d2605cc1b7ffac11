"""Terms and the state table of packages (opinion.txt lines 33, 77 and 97; requirements S15, S48, S124)."""

from datetime import timedelta
from typing import Final

from backend.access.policy import Permission
from backend.kit.machine import Machine, Transition
from backend.kit.terms import Term


class PackageKind(Term):
    """What is put together."""

    forms = "forms", "正式表格"
    inspection = "inspection", "迎检（归档）材料"


class PackageState(Term):
    """Waits for a worker, is worked on, and lies ready until it is cleared away."""

    queued = "queued", "排队中"
    running = "running", "正在生成"
    ready = "ready", "已生成"
    failed = "failed", "没有生成"
    cancelled = "cancelled", "已取消"
    expired = "expired", "已清理"


class PackageAction(Term):
    """What happens to a package. Somebody asks for `cancel`, `retry` and `discard`; the worker does the others."""

    start = "start", "开始生成"
    give_back = "give_back", "中断后重新排队"
    finish = "finish", "生成完毕"
    fail = "fail", "没有生成"
    cancel = "cancel", "取消"
    retry = "retry", "重新生成"
    discard = "discard", "删除文件"


S, A = PackageState, PackageAction
_ASKED: Final = Permission.packages_write
_WORKED: Final = Permission.packages_build
"""The worker acts with the rights of whoever asked."""
MACHINE: Final = Machine(
    (
        Transition(S.queued, A.start, S.running, _WORKED),
        # Whoever worked on it is gone: somebody else begins anew.
        Transition(S.running, A.start, S.running, _WORKED),
        Transition(S.running, A.give_back, S.queued, _WORKED),
        Transition(S.running, A.finish, S.ready, _WORKED),
        Transition(S.running, A.fail, S.failed, _WORKED),
        Transition(S.queued, A.cancel, S.cancelled, _ASKED),
        Transition(S.running, A.cancel, S.cancelled, _ASKED),
        Transition(S.failed, A.retry, S.queued, _ASKED),
        Transition(S.cancelled, A.retry, S.queued, _ASKED),
        Transition(S.expired, A.retry, S.queued, _ASKED),
        Transition(S.ready, A.discard, S.expired, _ASKED),
    )
)
ASKED: Final = frozenset({A.cancel, A.retry, A.discard})
OPEN: Final = (S.queued, S.running)

STALE: Final = timedelta(seconds=30)
"""Nobody has heard of the worker for so long: it is taken to be dead."""
BEAT_SECONDS: Final = 2.0
MAX_ATTEMPTS: Final = 3
"""How often a package is begun anew after its worker died; then the reason lies in the package or the machine."""
MAX_OPEN: Final = 5
"""Packages one person may have waiting at a time."""
FOLDER: Final = "packages"
"""Below the data folder: packages lie apart from what people uploaded, for they can be made again."""
