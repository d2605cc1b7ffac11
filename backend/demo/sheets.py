"""What the demo college's people did this year: sheets in every state, assessments, decisions, warnings, flows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.assessments.actions import create_assessments
from backend.assessments.rules import AssessmentStep
from backend.assessments.schemas import AssessmentCreate
from backend.demo.content import (
    AREAS,
    AT_STEP,
    BY_AREA,
    FOR_GENERAL,
    FOR_HEADS,
    FOR_LEADERSHIP,
    FOR_UNITS,
    Sample,
)
from backend.demo.people import acting, expecting
from backend.demo.powers import Place, Places
from backend.kit.db import Database
from backend.kit.table import today
from backend.organization.rules import KeyArea, PositionTier
from backend.reviews.decisions.actions import decide
from backend.reviews.queries import find_review
from backend.reviews.rules import Decision, RedoReason
from backend.reviews.schemas import DecisionCreate
from backend.risks.inventories.actions import create_inventory, submit_inventory
from backend.risks.inventories.queries import get_inventory
from backend.risks.inventories.schemas import RiskInventoryCreate
from backend.risks.rows.actions import save_rows
from backend.risks.rows.schemas import SheetRow
from backend.risks.rules import SCHEMES, FindingSource, InventoryKind
from backend.warnings.actions import create_warning, dispose_warning, promise_rectification
from backend.warnings.rules import DispositionKind, WarningSource
from backend.warnings.schemas import DispositionCreate, PromiseCreate, WarningCreate

IMPORTED = frozenset({"JKW"})
"""Their department sheet came as a Word form."""
UNTOUCHED = frozenset({"wang", "chen", "li"})
"""Left for the visitor to fill in this year; the first has last year's sheet."""


@dataclass(frozen=True)
class Holder:
    """Somebody on a post."""

    username: str
    user_id: int
    position_id: int
    unit: str
    post: str
    tier: PositionTier
    area: KeyArea | None
    unit_areas: tuple[KeyArea, ...]


def samples_for(tier: PositionTier, area: KeyArea | None, post: str) -> tuple[Sample, ...]:
    """Typical risks of a post: of its tier, of its area, or of the kind of post it is."""
    if tier is PositionTier.leadership:
        return FOR_LEADERSHIP
    if tier is PositionTier.middle:
        return FOR_HEADS
    return BY_AREA[area] if area else FOR_GENERAL[post]


WHERE = (
    "集中办理各类年度申报事项的几个星期里",
    "与校外合作单位和服务对象打交道时",
    "人手紧、由一个人前后经办到底的情况下",
    "临近年底预算执行和总结验收阶段",
    "新老同志交接工作、分工还没有理顺时",
)
SEEN = (
    "，今年上半年部门自查时有过一次苗头",
    "，服务窗口收到过两次口头反映",
    "，去年的审计建议里提到过这一环节",
    "，外聘和新进人员尤其容易疏忽",
    "，平时由两个科室分头办理，缺少互相核对",
    "，往往要到办结归档时才看得出来",
    "，同类院校通报过相近的案例",
)
"""So many, and of lengths that have no factor in common, that no two units of the demo write alike."""


def own_words(said: str, unit: str, number: int) -> str:
    """What everybody could say, as this unit says it: or it would be a near copy of another unit's."""
    return f"{unit}{WHERE[number % len(WHERE)]}，{said}{SEEN[number % len(SEEN)]}"


def row_of(sample: Sample, place: Place | None = None, unit: str = "", number: int = 0) -> SheetRow:
    """A sample as a row of a sheet, tagged in every scheme that has its category, at its step of a power; in words of
    the unit's own when it is named."""
    categories: dict[str, str] = {
        scheme.value: sample.category.value
        for scheme, offered in SCHEMES.items()
        if sample.category in offered
    }
    return SheetRow(
        duty=sample.duty,
        name=sample.name,
        manifestation=own_words(sample.manifestation, unit, number) if unit else sample.manifestation,
        causes=sample.causes,
        cause_kinds=[sample.cause],
        measures=sample.measures,
        categories=categories,
        found_by=[FindingSource.self.value],
        power_id=place.power_id if place else None,
        step_id=place.step_id if place else None,
    )


def load(
    database: Database,
    departments: Mapping[str, int],
    users: Mapping[str, int],
    people: Mapping[str, int],
    holders: Sequence[Holder],
    heads: Mapping[str, str],
    places: Places,
) -> None:
    """Position sheets in every state, department sheets, two warnings."""
    for turn, holder in enumerate(one for one in holders if one.username not in UNTOUCHED):
        with database.session() as session:
            reviewer = users[heads[holder.unit]] if holder.unit in heads else None
            _position_sheet(session, holder, turn, reviewer, places)
    areas = {holder.unit: holder.unit_areas for holder in holders}
    for turn, (unit, head) in enumerate((unit, head) for unit, head in heads.items() if unit not in IMPORTED):
        with database.session() as session:
            _department_sheet(
                session, departments[unit], users[head], areas[unit], users["lin"], turn, places
            )
    with database.session() as session:
        _warnings(session, users, people)


def _fill(
    session: Session, actor: Actor, body: RiskInventoryCreate, samples: Sequence[Sample], places: Places
) -> dict[str, Any]:
    """A sheet with rows and the filler's own assessment of each."""
    sheet = create_inventory(session, actor, body)
    unit, name = sheet["department_id"], sheet["department_name"]
    shared = {*FOR_HEADS, *FOR_LEADERSHIP} if body.position_id else samples
    rows = [
        row_of(
            sample, places.get((unit, AT_STEP.get(sample.name, ""))), name if sample in shared else "", unit
        )
        for sample in samples
    ]
    save_rows(session, actor, sheet["id"], rows, expecting(sheet))
    sheet = get_inventory(session, actor, sheet["id"])
    bodies = [
        AssessmentCreate(
            risk_point_id=row["id"],
            step=AssessmentStep.self_check,
            likelihood=sample.likelihood,
            consequence=sample.consequence,
            cause_kinds=[sample.cause],
        )
        for row, sample in zip(sheet["rows"], samples, strict=True)
    ]
    create_assessments(session, actor, bodies)
    return get_inventory(session, actor, sheet["id"])


def _position_sheet(session: Session, holder: Holder, turn: int, head: int | None, places: Places) -> None:
    actor = acting(session, holder.user_id)
    body = RiskInventoryCreate(kind=InventoryKind.position, year=today().year, position_id=holder.position_id)
    samples = samples_for(holder.tier, holder.area, holder.post)
    sheet = _fill(session, actor, body, samples, places)
    if turn % 9 == 8:
        return
    sheet = submit_inventory(session, actor, sheet["id"], expecting(sheet))
    if head is None or head == holder.user_id or turn % 9 == 7:
        return
    reviewer = acting(session, head)
    _decide(session, reviewer, sheet, sends_back=turn % 9 == 5)


def last_year(session: Session, holder: Holder, head: int, places: Places) -> None:
    """What the holder found last year, approved: the start of this year's sheet."""
    actor = acting(session, holder.user_id)
    last, position_id = today().year - 1, holder.position_id
    body = RiskInventoryCreate(kind=InventoryKind.position, year=last, position_id=position_id)
    sheet = _fill(session, actor, body, samples_for(holder.tier, holder.area, holder.post), places)
    sheet = submit_inventory(session, actor, sheet["id"], expecting(sheet))
    _decide(session, acting(session, head), sheet, sends_back=False)


def _decide(session: Session, reviewer: Actor, sheet: Mapping[str, Any], *, sends_back: bool) -> None:
    if sends_back:
        body = DecisionCreate(
            decision=Decision.send_back,
            reasons=[RedoReason.shallow],
            opinion="防控措施请写明谁、什么时候、怎么做。",
        )
    else:
        body = DecisionCreate(decision=Decision.approve, opinion="情况属实，同意。")
    review = find_review(session, reviewer, sheet["review_id"])
    decide(session, reviewer, review["id"], body, expecting(review))


def _department_sheet(
    session: Session,
    department_id: int,
    head: int,
    areas: Sequence[KeyArea],
    leader: int,
    turn: int,
    places: Places,
) -> None:
    if turn % 4 == 3:
        return
    actor = acting(session, head)
    body = RiskInventoryCreate(kind=InventoryKind.department, year=today().year, department_id=department_id)
    samples = [*(sample for area in areas for sample in AREAS[area]), *FOR_UNITS]
    sheet = _fill(session, actor, body, samples, places)
    sheet = submit_inventory(session, actor, sheet["id"], expecting(sheet))
    decider = acting(session, leader)
    signed = decider.reach(Permission.reviews_supervising).departments
    if sheet["department_id"] in signed and turn % 4 != 2:
        _decide(session, decider, sheet, sends_back=False)


def _warnings(session: Session, users: Mapping[str, int], people: Mapping[str, int]) -> None:
    """One issued and waiting for a promise, one promised."""
    office = acting(session, users["jiwei"])
    cases = (
        (
            "wai",
            WarningSource.inspection,
            "专项检查发现，三张报销单缺少验收人签字即已付款。",
            DispositionKind.reminder,
            "jiwei",
        ),
        (
            "wang",
            WarningSource.audit,
            "审计抽查发现，一批教材到货数量与征订数量不符，未及时说明。",
            DispositionKind.supervision,
            "chen",
        ),
    )
    for username, source, circumstances, disposition, handler in cases:
        draft = WarningCreate(
            subject_id=people[username], source=source, circumstances=circumstances, disposition=disposition
        )
        case = create_warning(session, office, draft)
        body = DispositionCreate(
            disposition=disposition,
            measures_taken="与本人谈话，说明情况，要求限期整改并书面说明。",
            handler_id=people[handler],
            handled_on=today(),
            rectification_due_on=today() + timedelta(days=30),
        )
        case = dispose_warning(session, office, case["id"], body, expecting(case))
    subject = acting(session, users["wang"])
    promise = PromiseCreate(rectification="已补充到货清单，今后到货当天两人清点签字。")
    promise_rectification(session, subject, case["id"], promise, expecting(case))
