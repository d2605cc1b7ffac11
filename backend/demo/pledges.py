"""Pledges of the demo college: a wording for all, one for leaders; some have signed, some are missing."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session

from backend.demo.people import acting
from backend.demo.sheets import Holder
from backend.education.pledges.actions import sign
from backend.education.pledges.queries import search_duties
from backend.education.pledges.schemas import PledgeDutyQuery, Signature
from backend.education.rules import PLEDGE, PledgeRenewal
from backend.education.wordings.actions import publish_wording
from backend.education.wordings.schemas import PledgeTextCreate
from backend.organization.rules import PositionTier

LEADERS = (
    "本人已知悉所任领导岗位的职责、职权、廉政风险点和防控措施，郑重承诺：\n"
    "一、认真履行“一岗双责”，抓好分管部门和联系部门的廉政风险防控工作；\n"
    "二、严格执行“三重一大”集体决策制度，不个人说了算，不插手工程、采购、招生和人事安排；\n"
    "三、管好配偶、子女、亲属和身边工作人员，不允许他们利用本人的职务影响谋取私利；\n"
    "四、带头公开、带头接受监督，发现苗头及时提醒、及时纠正。（演示）"
)
LATE = frozenset({"wang", "wai", "lin"})
"""They find the pledge among their to-dos."""
SLOW_UNITS = frozenset({"JGX", "XGX", "HQC", "TSG"})
EACH = 3
"""In a slow unit every third has signed, elsewhere all but every third."""


def load(session: Session, users: Mapping[str, int], holders: Sequence[Holder]) -> None:
    """The office publishes, and the holders sign one by one."""
    office = acting(session, users["jiwei"])
    publish_wording(session, office, PledgeTextCreate(text=PLEDGE, renewal=PledgeRenewal.yearly))
    leaders = PledgeTextCreate(text=LEADERS, tier=PositionTier.leadership, renewal=PledgeRenewal.yearly)
    publish_wording(session, office, leaders)
    for number, holder in enumerate(holders):
        is_third = number % EACH == 0
        if holder.username not in LATE and is_third == (holder.unit in SLOW_UNITS):
            _sign(session, users[holder.username])


def _sign(session: Session, user_id: int) -> None:
    """All posts of one holder."""
    actor = acting(session, user_id)
    rows, _ = search_duties(session, actor, PledgeDutyQuery(mine=True, is_signed=False))
    for row in rows:
        sign(session, actor, row["id"], Signature(text_number=row["text_number"], pledges=True))
