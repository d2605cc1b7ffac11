"""Risks that others pointed out, and a change in the demo college that has a post looked at again."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlmodel import Session

from backend.adjustments.records.actions import create_adjustment
from backend.adjustments.records.schemas import AdjustmentCreate
from backend.adjustments.rules import Trigger
from backend.demo.people import acting, expecting
from backend.demo.sheets import Holder
from backend.kit.table import today
from backend.organization.rules import PositionTier
from backend.risks.rules import CauseKind, FindingOrigin
from backend.risks.suggestions.actions import create_suggestion, decline_suggestion
from backend.risks.suggestions.schemas import RiskSuggestionCreate, RiskSuggestionDecline


def load(session: Session, users: Mapping[str, int], holders: Sequence[Holder]) -> None:
    """Both."""
    suggest(session, users, holders)
    change(session, users, holders)


def suggest(session: Session, users: Mapping[str, int], holders: Sequence[Holder]) -> None:
    """One waits at 王老师's post, one at a colleague's; 钱会计 declined a third."""
    posts = {one.username: one.position_id for one in holders}
    colleague = next(
        one.position_id
        for one in holders
        if one.unit == "JWC" and one.tier is PositionTier.general and one.username not in ("wang", "li")
    )
    gift = RiskSuggestionCreate(
        year=today().year,
        position_id=posts["wang"],
        name="供应商送样书时附带购物卡",
        manifestation="接收样书时一并收下供应商附带的购物卡，不登记、不上交",
        cause_kinds=[CauseKind.external],
        causes="样书接收没有登记，与供应商单独见面",
        measures="样书由两人接收并登记，附带物品当天上交纪委办",
        note="去年其他院校有过类似案例，请对照本岗位想一想（演示）。",
    )
    create_suggestion(session, acting(session, users["chen"]), gift)
    papers = RiskSuggestionCreate(
        year=today().year,
        position_id=colleague,
        origin=FindingOrigin.peer,
        name="提前透露调课安排",
        manifestation="受请托把调课、监考安排提前告诉个别教师",
        note="同事之间互相提醒（演示）。",
    )
    create_suggestion(session, acting(session, users["wang"]), papers)
    cash = RiskSuggestionCreate(
        year=today().year,
        position_id=posts["wai"],
        name="代收现金不及时入账",
        manifestation="代收现金后隔日或者更久才交存",
        note="各单位财务岗位请对照（演示）。",
    )
    made = create_suggestion(session, acting(session, users["jiwei"]), cash)
    reason = "本岗位不经手现金，全部线上收费，由收费管理岗办理。"
    holder = acting(session, users["wai"])
    decline_suggestion(session, holder, made["id"], RiskSuggestionDecline(reason=reason), expecting(made))


def change(session: Session, users: Mapping[str, int], holders: Sequence[Holder]) -> None:
    """What hangs on 钱会计's post is to be looked at again after a change of the rules."""
    post = next(one for one in holders if one.username == "wai")
    body = AdjustmentCreate(
        trigger=Trigger.rule_revised,
        title="报销审核标准调整（演示）",
        description="差旅住宿标准调整，请核对会计岗的风险点和防控措施是否仍然适用。",
        effective_on=today(),
        due_on=today() + timedelta(days=14),
        position_ids=[post.position_id],
    )
    create_adjustment(session, acting(session, users["jiwei"]), body)
