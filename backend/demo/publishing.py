"""What the demo college makes public: three powers, one of which is redrawn afterwards, and a draft that waits."""

from collections.abc import Mapping
from typing import Any, Final

from sqlmodel import Session

from backend.demo.people import acting, expecting
from backend.kit.table import today
from backend.portal.actions import create_publication, release_publication, update_publication
from backend.portal.queries import get_publication
from backend.portal.rules import PublicationChannel
from backend.portal.schemas import PublicationCreate, PublicationRelease, PublicationUpdate, PublicStepBody
from backend.powers.catalogues.actions import create_catalogue, submit_catalogue
from backend.powers.catalogues.queries import get_catalogue
from backend.powers.catalogues.schemas import PowerCatalogueCreate
from backend.powers.confirmations.actions import confirm_power
from backend.powers.confirmations.schemas import PowerConfirmation
from backend.powers.queries import search_powers
from backend.powers.schemas import PowerQuery
from backend.reviews.decisions.actions import decide
from backend.reviews.queries import find_review
from backend.reviews.rules import Decision
from backend.reviews.schemas import DecisionCreate

Ids = Mapping[str, int]
Found = dict[str, Any]
PUBLISHED: Final = {
    "CWC": (
        PublicationChannel.service,
        "审核并支付全院各部门的经费报销。票据齐全、手续完备的，自受理之日起 9 个工作日内办结；"
        "不符合规定的一次告知需要补正的内容。",
    ),
    "XSC": (
        PublicationChannel.college,
        "组织国家奖学金、国家助学金和学院奖学金的申请、评议、审核与公示。"
        "申请条件、名额和评定结果都在学院网站公布，学生对结果有异议的，可以在公示期内提出。",
    ),
    "RSC": (
        PublicationChannel.college,
        "按核定的编制和岗位面向社会公开招聘教职工。招聘条件、程序和结果向社会公布。",
    ),
    "ZCC": (PublicationChannel.college, "组织全院货物、设备的采购；达到限额标准的一律公开招标。"),
}
"""By unit: how, and in which words (invented)."""
WAITING: Final = "ZCC"
ONE_HOLDER: Final = {"校内询价比选": "采购管理岗"}


def load(session: Session, departments: Ids, users: Ids, heads: Mapping[str, str], leaders: Mapping[str, str]) -> None:
    """Signed by head and leader, prepared by the head, released by the office."""
    for unit, (channel, wording) in PUBLISHED.items():
        head = users[heads[unit]]
        power = _sign(session, departments[unit], users["jiwei"], head, users[leaders[unit]])
        draft = create_publication(
            session, acting(session, head), PublicationCreate(power_id=power["id"], channel=channel)
        )
        body = PublicationUpdate(wording=wording)
        draft = update_publication(session, acting(session, head), draft["id"], body, expecting(draft))
        if unit == WAITING:
            _name_post(session, head, draft)
        else:
            _release(session, users["jiwei"], draft)


def _power(session: Session, user_id: int, department_id: int) -> Found:
    found, _ = search_powers(session, acting(session, user_id), PowerQuery(department_id=department_id))
    return next(row for row in found if row["must_publish"])


def _sign(session: Session, department_id: int, office: int, head: int, leader: int) -> Found:
    """附件一 of the department, each power confirmed, handed in and signed twice; its power for the public."""
    rows, _ = search_powers(session, acting(session, head), PowerQuery(department_id=department_id))
    for row in rows:
        if row["department_id"] == department_id:
            confirm_power(session, acting(session, head), row["id"], PowerConfirmation(), expecting(row))
    body = PowerCatalogueCreate(department_id=department_id, year=today().year)
    made = create_catalogue(session, acting(session, office), body)
    submit_catalogue(session, acting(session, office), made["id"], expecting(made))
    for signer in (head, leader):
        actor = acting(session, signer)
        catalogue = get_catalogue(session, actor, made["id"])
        review = find_review(session, actor, catalogue["review_id"])
        opinion = DecisionCreate(decision=Decision.approve, opinion="同意（演示）。")
        decide(session, actor, review["id"], opinion, expecting(review))
    return _power(session, head, department_id)


def _release(session: Session, office: int, draft: Found) -> None:
    seen = get_publication(session, acting(session, office), draft["id"])
    body = PublicationRelease(confirmed=[one["key"] for one in seen["cautions"]])
    release_publication(session, acting(session, office), draft["id"], body, expecting(seen))


def _name_post(session: Session, head: int, draft: Found) -> None:
    """The draft names a post which only one person holds: whoever releases it has to look at that."""
    known = PublicStepBody.model_fields
    steps = [
        PublicStepBody.model_validate(
            {name: step[name] for name in known} | {"handler": ONE_HOLDER.get(step["name"], step["handler"])}
        )
        for step in draft["steps"]
    ]
    body = PublicationUpdate(steps=steps)
    update_publication(session, acting(session, head), draft["id"], body, expecting(draft))

