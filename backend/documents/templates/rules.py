"""The life of a template as a table."""

from typing import Final

from backend.access.policy import Permission
from backend.kit.archives import MIB
from backend.kit.machine import Machine, Transition
from backend.kit.terms import Term

FILE_LIMIT: Final = 2 * MIB
"""A template is carried by every form that is filled."""


class TemplateState(Term):
    """Where an uploaded template stands; at most one of a kind is adopted."""

    checked = "checked", "待启用"
    adopted = "adopted", "使用中"
    replaced = "replaced", "已被替换"
    withdrawn = "withdrawn", "已撤下"
    discarded = "discarded", "已放弃"


class TemplateAction(Term):
    """What can be done with a template; sent out with each one as `allowed_actions`."""

    adopt = "adopt", "启用"
    supersede = "supersede", "被替换"
    withdraw = "withdraw", "撤下"
    discard = "discard", "放弃"
    restore = "restore", "恢复"


S, A, WRITE = TemplateState, TemplateAction, Permission.templates_write
MACHINE: Machine[TemplateState] = Machine(
    (
        Transition(S.checked, A.adopt, S.adopted, WRITE),
        Transition(S.checked, A.discard, S.discarded, WRITE),
        Transition(S.discarded, A.restore, S.checked, WRITE),
        Transition(S.adopted, A.supersede, S.replaced, WRITE),
        Transition(S.adopted, A.withdraw, S.withdrawn, WRITE),
        Transition(S.replaced, A.adopt, S.adopted, WRITE),
        Transition(S.withdrawn, A.adopt, S.adopted, WRITE),
    )
)
"""`supersede` is no button: it happens when another template of the same kind is adopted."""

SHOWN: Final = frozenset({S.adopted, S.replaced, S.withdrawn})
"""What forms were printed with; drafts are seen by those who make them."""
