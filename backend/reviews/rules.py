"""Review chains are data; states, decisions and the coded reasons of opinion.txt line 55."""

from dataclasses import dataclass

from backend.access.policy import Permission
from backend.kit.machine import Machine, Transition
from backend.kit.terms import Term


class ReviewState(Term):
    """Where a sheet stands."""

    draft = "draft", "填写中"
    department_review = "department_review", "部门审核"
    supervising_review = "supervising_review", "分管领导审核"
    leadership_review = "leadership_review", "班子审核"
    sent_back = "sent_back", "已退回"
    approved = "approved", "已认定"


class ReviewSubject(Term):
    """What can be reviewed."""

    risk_inventory = "risk_inventory", "排查表"


class Decision(Term):
    """What a reviewer says."""

    approve = "approve", "同意"
    send_back = "send_back", "退回"


class RedoReason(Term):
    """Why a sheet must be searched and assessed anew; opinion.txt line 55."""

    incomplete = "incomplete", "查找不全"
    shallow = "shallow", "查找不深"
    outside_duty = "outside_duty", "不符合岗位职责规定"
    beyond_authority = "beyond_authority", "超出职权范围"
    unreasonable_level = "unreasonable_level", "等级划分不合理"
    inaccurate_level = "inaccurate_level", "等级划分不准确"
    other = "other", "其他"


EDITABLE = frozenset({ReviewState.draft, ReviewState.sent_back})


@dataclass(frozen=True)
class Chain:
    """One way a sheet goes. `steps` are (state, permission of the decider)."""

    name: str
    steps: tuple[tuple[ReviewState, Permission], ...]

    @property
    def machine(self) -> Machine[ReviewState]:
        """submit from draft or sent_back; approve to the next step; send back from any step; withdraw to draft."""
        rows: list[Transition[ReviewState]] = []
        first = self.steps[0][0]
        for source in sorted(EDITABLE):
            rows.append(Transition(source, "submit", first, Permission.risks_write))
        followers = [state for state, _ in self.steps[1:]] + [ReviewState.approved]
        for (state, permission), following in zip(self.steps, followers, strict=True):
            rows.append(Transition(state, Decision.approve, following, permission))
            rows.append(Transition(state, Decision.send_back, ReviewState.sent_back, permission))
        rows.append(Transition(first, "withdraw", ReviewState.draft, Permission.risks_write))
        return Machine(rows)


S, P = ReviewState, Permission
CHAINS = {
    chain.name: chain
    for chain in (
        Chain("department", ((S.department_review, P.reviews_department),)),
        Chain("supervising", ((S.supervising_review, P.reviews_supervising),)),
        Chain("leadership", ((S.leadership_review, P.reviews_leadership),)),
    )
}
"""附件三 goes to the department (opinion.txt line 347), 附件二 to the supervising leader (line 257); a head's own sheet
goes to the supervising leader and a leader's to the leadership, because nobody reviews his own (requirements D8)."""
