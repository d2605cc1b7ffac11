"""Terms of notices; handout.txt lines 242 and 246."""

from backend.access.policy import Permission
from backend.kit.machine import Machine, Transition
from backend.kit.terms import Term


class NoticeState(Term):
    """Written, sent out, taken back."""

    draft = "draft", "草稿"
    published = "published", "已发布"
    withdrawn = "withdrawn", "已撤回"


S, P = NoticeState, Permission
MACHINE: Machine[NoticeState] = Machine(
    (
        Transition(S.draft, "edit", S.draft, P.notices_write),
        Transition(S.draft, "publish", S.published, P.notices_write),
        Transition(S.draft, "withdraw", S.withdrawn, P.notices_write),
        Transition(S.published, "withdraw", S.withdrawn, P.notices_write),
        Transition(S.published, "remind", S.published, P.notices_write),
        Transition(S.published, "sign", S.published, P.notices_sign),
    )
)
"""A published notice is never edited: what was signed for is what was read."""
