"""Review chains are data; states, decisions and the coded reasons of opinion.txt line 55."""

from dataclasses import dataclass
from functools import cached_property

from backend.access.policy import Permission
from backend.kit.machine import IllegalTransition, Machine, Transition
from backend.kit.terms import Term


class ReviewState(Term):
    """Where a sheet stands."""

    draft = "draft", "填写中"
    department_review = "department_review", "部门审核"
    supervising_review = "supervising_review", "分管领导审核"
    office_review = "office_review", "防控办公室汇总"
    leadership_review = "leadership_review", "班子审核"
    sent_back = "sent_back", "已退回"
    approved = "approved", "已认定"


class ReviewSubject(Term):
    """What can be reviewed."""

    risk_inventory = "risk_inventory", "排查表"
    power_catalogue = "power_catalogue", "职权目录"
    measure_plan = "measure_plan", "防控措施"


OF_DEPARTMENTS = frozenset({ReviewSubject.power_catalogue, ReviewSubject.measure_plan})
"""What a department keeps as a whole, and nobody goes on with once it is no more."""


class ReviewAction(Term):
    """What can be done with a sheet; sent out with each one as `allowed_actions`."""

    submit = "submit", "提交审核"
    withdraw = "withdraw", "撤回"
    approve = "approve", "同意"
    send_back = "send_back", "退回"
    reconfirm = "reconfirm", "复核确认"


class Decision(Term):
    """What a reviewer says. `reconfirm` stands by an approval whose sheet was changed afterwards."""

    approve = "approve", "同意"
    send_back = "send_back", "退回"
    reconfirm = "reconfirm", "复核确认"


class RedoReason(Term):
    """Why a sheet must be searched and assessed anew; opinion.txt line 55."""

    incomplete = "incomplete", "查找不全"
    shallow = "shallow", "查找不深"
    outside_duty = "outside_duty", "不符合岗位职责规定"
    beyond_authority = "beyond_authority", "超出职权范围"
    unreasonable_level = "unreasonable_level", "等级划分不合理"
    inaccurate_level = "inaccurate_level", "等级划分不准确"
    other = "other", "其他"


class ReviewChain(Term):
    """Who signs."""

    department = "department", "部门领导审核"
    supervising = "supervising", "分管领导审核"
    leadership = "leadership", "领导班子审核"
    catalogue = "catalogue", "部门负责人、分管领导审核"
    measures = "measures", "部门初审、分管领导把关、防控办公室汇总、班子认定"


EDITABLE = frozenset({ReviewState.draft, ReviewState.sent_back})
"""In these states the sheet itself may be edited; in all others it is what somebody signs or has signed."""

SIGNING_ENDS = frozenset({"review.approved", "review.sent_back", "review.withdrawn", "review.retired"})
"""Events after which nobody is signing the sheet any more."""

SIGNATURES = frozenset(ReviewAction(decision.value) for decision in Decision)
"""What only a reviewer does; the rest is for those who keep the sheet."""

RECORDERS = {ReviewState.leadership_review: Permission.decisions_record}
"""Steps decided by a meeting of the leadership: a member or whoever keeps its decisions records them, with the meeting
(opinion.txt lines 55 and 61)."""


REDO_WORKING_DAYS = 5
"""Until when a sheet comes again whose reviewer names no day: without a deadline nobody would ask for it."""


@dataclass(frozen=True)
class Chain:
    """One way a sheet goes. `write` submits and withdraws; `steps` are (state, permission of the decider).

    An approval that stands is left alone but by `overseers`, who order what was signed to be searched and assessed
    anew (责令重新查找、评估, opinion.txt line 55); `find` and `actions` see to that.
    """

    write: Permission
    steps: tuple[tuple[ReviewState, Permission], ...]
    overseers: tuple[Permission, ...] = ()

    @property
    def permissions(self) -> tuple[Permission, ...]:
        """What its deciders hold."""
        signers = (permission for state, _ in self.steps for permission in self.signers(state))
        return (*signers, *self.overseers)

    def signers(self, state: ReviewState) -> tuple[Permission, ...]:
        """Any of these permissions decides here; a stale approval is the last step's."""
        step = self.deciding_step(state)
        found = [permission for name, permission in self.steps if name is step]
        return (*found, RECORDERS[step]) if found and step in RECORDERS else tuple(found)

    def senders(self, state: ReviewState, *, is_stale: bool) -> tuple[Permission, ...]:
        """Any of these permissions sends back: the step's signers, and from an approval the overseers."""
        if state is not ReviewState.approved:
            return self.signers(state)
        return (*self.overseers, *(self.signers(state) if is_stale else ()))

    def deciding_step(self, state: ReviewState) -> ReviewState:
        """The step whose signer decides in `state`."""
        return self.steps[-1][0] if state is ReviewState.approved else state

    def needs_meeting(self, state: ReviewState) -> bool:
        """Whether a decision in `state` is one of a meeting of the leadership."""
        return self.deciding_step(state) in RECORDERS

    def actions(self, state: ReviewState, *, is_stale: bool) -> list[Transition[ReviewState]]:
        """What can be done in `state`; an approval that stands is at most sent back."""
        found = self.machine.actions(state)
        return [step for step in found if self._is_open(state, step.action, is_stale=is_stale)]

    def find(self, state: ReviewState, action: str, *, is_stale: bool) -> Transition[ReviewState]:
        """The row of the table, or IllegalTransition."""
        if not self._is_open(state, action, is_stale=is_stale):
            raise IllegalTransition(state, action)
        return self.machine.find(state, action)

    def _is_open(self, state: ReviewState, action: str, *, is_stale: bool) -> bool:
        if is_stale or state is not ReviewState.approved:
            return True
        return bool(self.overseers) and action == ReviewAction.send_back

    @cached_property
    def machine(self) -> Machine[ReviewState]:
        """submit from draft or sent_back; approve to the next step; send back from any; withdraw from the first.

        A stale approval is reconfirmed or sent back by the last step's signer, or handed in anew. Who else may send an
        approval back says `senders`.
        """
        rows: list[Transition[ReviewState]] = []
        first = self.steps[0][0]
        for source in sorted(EDITABLE):
            rows.append(Transition(source, ReviewAction.submit, first, self.write))
        followers = [state for state, _ in self.steps[1:]] + [ReviewState.approved]
        for (state, permission), following in zip(self.steps, followers, strict=True):
            rows.append(Transition(state, ReviewAction.approve, following, permission))
            rows.append(Transition(state, ReviewAction.send_back, ReviewState.sent_back, permission))
        rows.append(Transition(first, ReviewAction.withdraw, ReviewState.draft, self.write))
        last, done = self.steps[-1][1], ReviewState.approved
        rows.append(Transition(done, ReviewAction.reconfirm, done, last))
        rows.append(Transition(done, ReviewAction.send_back, ReviewState.sent_back, last))
        rows.append(Transition(done, ReviewAction.submit, first, self.write))
        return Machine(rows)


S, P, C = ReviewState, Permission, ReviewChain
_COLLEGE = (P.reviews_office, P.reviews_leadership)
"""Who studies what the whole college has signed and may order it to be done anew (opinion.txt line 55)."""
CHAINS: dict[ReviewChain, Chain] = {
    C.department: Chain(P.risks_write, ((S.department_review, P.reviews_department),), _COLLEGE),
    C.supervising: Chain(P.risks_write, ((S.supervising_review, P.reviews_supervising),), _COLLEGE),
    C.leadership: Chain(P.risks_write, ((S.leadership_review, P.reviews_leadership),), _COLLEGE),
    C.catalogue: Chain(
        P.powers_write,
        ((S.department_review, P.reviews_department), (S.supervising_review, P.reviews_supervising)),
        _COLLEGE,
    ),
    C.measures: Chain(
        P.measures_write,
        (
            (S.department_review, P.reviews_department),
            (S.supervising_review, P.reviews_supervising),
            (S.office_review, P.reviews_office),
            (S.leadership_review, P.reviews_leadership),
        ),
        _COLLEGE,
    ),
}
"""附件三 goes to the department (opinion.txt line 343), 附件二 to the supervising leader (line 253), 附件一 to the head
and the supervising leader (line 171), measures through four stages (line 61)."""

SHEETS: dict[ReviewChain, str] = {
    C.department: "个人岗位廉政风险排查表（附件三）",
    C.supervising: "部门工作廉政风险排查表（附件二）；部门负责人本人的附件三",
    C.leadership: "校领导本人的附件三，以及由校领导负责的附件二",
    C.catalogue: "职权目录（附件一）",
    C.measures: "部门年度防控措施方案",
}
"""What goes each way, for whoever looks the ways up (`chain_for`; opinion.txt lines 55, 61, 171, 253 and 343)."""


def chain_for(kind: str, *, owner_is_head: bool = False, owner_is_leader: bool = False) -> ReviewChain:
    """The chain of a sheet of `kind` `department` (附件二) or `position` (附件三).

    Nobody reviews his own (requirements D8): a head's own sheet goes to the supervising leader, a leader's to the
    leadership. `owner` is the person the sheet speaks for: its filler, or the head for the department's sheet.
    """
    if owner_is_leader:
        return ReviewChain.leadership
    if owner_is_head or kind == "department":
        return ReviewChain.supervising
    return ReviewChain.department
