"""Figures beside the scores, each one small statement over the rooms upstream; a department counts with those below.

They inform whoever scores and are never turned into points: avoiding formalism (opinion.txt line 95) takes looking.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session

from backend.adjustments.queries import RECHECKS
from backend.adjustments.rules import RecheckState
from backend.campaigns.obligations.queries import obligations, standing_at
from backend.campaigns.queries import CAMPAIGNS, SUBMISSIONS, effective_due
from backend.campaigns.rules import Standing
from backend.communications.meetings.queries import MEETINGS
from backend.communications.meetings.rules import TOOK_PLACE
from backend.inspections.findings.rules import FindingState, FindingVerdict
from backend.inspections.queries import ANSWERS, APPRAISALS, FINDINGS, INSPECTIONS
from backend.inspections.scores.rules import satisfaction
from backend.inspections.standards.rules import CheckEvidence
from backend.kit.table import CAMPUS_ZONE, now, today
from backend.measures.queries import MEASURES
from backend.measures.rules import SETTLED, UNFINISHED, MeasureState
from backend.organization.queries import CONFIRMED, DEPARTMENTS, OFFICERS, current, subtree
from backend.organization.rules import OfficerKind
from backend.powers.queries import POWERS, STEPS
from backend.reviews.rules import ReviewState
from backend.risks.queries import INVENTORIES, POINTS, SHEETS, sheet_state
from backend.warnings.queries import CASES
from backend.warnings.rules import WarningState

E = CheckEvidence


class Unit(NamedTuple):
    """Whose year is looked at."""

    session: Session
    department_id: int
    year: int

    def within(self, column: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
        """The department and those below."""
        return column.in_(subtree([self.department_id]))

    def count(self, table: sa.FromClause, *clauses: sa.ColumnElement[bool]) -> int:
        """How many rows."""
        statement = sa.select(sa.func.count()).select_from(table).where(*clauses)
        return int(self.session.execute(statement).scalar_one())

    def during(self, column: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
        """Instants of the year on campus."""
        first, last = (datetime(year, 1, 1, tzinfo=CAMPUS_ZONE) for year in (self.year, self.year + 1))
        return sa.and_(column >= first, column < last)


def _liaison(unit: Unit) -> str:
    serving = current(OFFICERS.c.started_on, OFFICERS.c.ended_on)
    here = OFFICERS.c.department_id == unit.department_id
    number = unit.count(OFFICERS, here, OFFICERS.c.kind == OfficerKind.liaison, CONFIRMED, serving)
    return f"现有经确认的联络员 {number} 名" if number else "现在没有经确认的联络员"


def _meetings(unit: Unit) -> str:
    here = unit.within(MEETINGS.c.department_id)
    number = unit.count(MEETINGS, here, MEETINGS.c.state.in_(TOOK_PLACE), unit.during(MEETINGS.c.held_at))
    return f"本年登记部门会议 {number} 次"


def _materials(unit: Unit) -> str:
    due = effective_due(DEPARTMENTS.c.id)
    handed = standing_at(now()).in_((Standing.submitted.value, Standing.received.value))
    late = sa.and_(handed, SUBMISSIONS.c.counted_at > due)
    missing = standing_at(now()) == Standing.missing.value
    sums = [sa.func.coalesce(sa.func.sum(sa.case((one, 1), else_=0)), 0) for one in (handed, late, missing)]
    statement = obligations(sa.func.count(), *sums).where(
        CAMPAIGNS.c.year == unit.year, DEPARTMENTS.c.id == unit.department_id
    )
    owed, given, tardy, absent = unit.session.execute(statement).one()
    if not owed:
        return "本年没有应报材料"
    return f"应报材料 {owed} 份，按时报送 {given - tardy} 份，迟报 {tardy} 份，逾期未报 {absent} 份"


def _catalogue(unit: Unit) -> str:
    live = (unit.within(POWERS.c.department_id), POWERS.c.retired_on.is_(None))
    total = unit.count(POWERS, *live)
    confirmed = unit.count(POWERS, *live, POWERS.c.confirmed_at.is_not(None))
    return f"职权 {total} 项，已确认 {confirmed} 项"


def _flows(unit: Unit) -> str:
    live = (unit.within(POWERS.c.department_id), POWERS.c.retired_on.is_(None))
    drawn = sa.exists().where(STEPS.c.power_id == POWERS.c.id, STEPS.c.is_retired.is_(False))
    return f"职权 {unit.count(POWERS, *live)} 项，已绘制流程图 {unit.count(POWERS, *live, drawn)} 项"


def _sheets(unit: Unit) -> str:
    here = (unit.within(INVENTORIES.c.department_id), INVENTORIES.c.year == unit.year)
    live = (*here, INVENTORIES.c.retired_on.is_(None))
    approved = unit.count(SHEETS, *live, sheet_state == ReviewState.approved)
    return f"本年排查表 {unit.count(SHEETS, *live)} 份，已认定 {approved} 份"


def _assessments(unit: Unit) -> str:
    here = (unit.within(POINTS.c.department_id), POINTS.c.year == unit.year, POINTS.c.retired_at.is_(None))
    leveled = unit.count(POINTS, *here, POINTS.c.level.is_not(None))
    return f"风险点 {unit.count(POINTS, *here)} 个，已评定等级 {leveled} 个"


def _measures_of(unit: Unit) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        unit.within(MEASURES.c.department_id),
        MEASURES.c.year == unit.year,
        MEASURES.c.retired_at.is_(None),
        MEASURES.c.state != MeasureState.planned,
    )


def _measures(unit: Unit) -> str:
    here = _measures_of(unit)
    done = unit.count(MEASURES, *here, MEASURES.c.state.in_(SETTLED))
    proven = unit.count(MEASURES, *here, MEASURES.c.state == MeasureState.effective)
    return f"已认定措施 {unit.count(MEASURES, *here)} 项，完成 {done} 项，其中确认有效 {proven} 项"


def _overdue_measures(unit: Unit) -> str:
    late = (MEASURES.c.state.in_(UNFINISHED), MEASURES.c.due_on < today())
    return f"逾期未完成的措施 {unit.count(MEASURES, *_measures_of(unit), *late)} 项"


def _rechecks(unit: Unit) -> str:
    here = (unit.within(RECHECKS.c.department_id), unit.during(RECHECKS.c.created_at))
    waiting = RECHECKS.c.state == RecheckState.open
    late = unit.count(RECHECKS, *here, waiting, RECHECKS.c.due_on < today())
    settled = unit.count(RECHECKS, *here, sa.not_(waiting))
    return f"本年复核任务 {unit.count(RECHECKS, *here)} 项，已办结 {settled} 项，逾期 {late} 项"


def _warnings(unit: Unit) -> str:
    """Only how many, nothing of whom (requirements D15)."""
    here = (unit.within(CASES.c.department_id), unit.during(CASES.c.issued_at))
    live = (*here, CASES.c.state != WarningState.cancelled)
    late = unit.count(
        CASES, *live, CASES.c.state != WarningState.closed, CASES.c.rectification_due_on < today()
    )
    closed = unit.count(CASES, *live, CASES.c.state == WarningState.closed)
    return f"本年预警 {unit.count(CASES, *live)} 件，已办结 {closed} 件，逾期未办结 {late} 件"


def _findings(unit: Unit) -> str:
    here = (
        unit.within(FINDINGS.c.department_id),
        sa.extract("year", FINDINGS.c.found_on) == unit.year,
        FINDINGS.c.state != FindingState.withdrawn,
    )
    late = unit.count(FINDINGS, *here, FINDINGS.c.state == FindingState.open, FINDINGS.c.due_on < today())
    closed = unit.count(FINDINGS, *here, FINDINGS.c.state == FindingState.closed)
    returned = unit.count(
        sa.join(ANSWERS, FINDINGS, FINDINGS.c.id == ANSWERS.c.finding_id),
        *here,
        ANSWERS.c.verdict == FindingVerdict.returned,
    )
    total = unit.count(FINDINGS, *here)
    return f"发现问题 {total} 个，已销号 {closed} 个，逾期 {late} 个，被退回 {returned} 次"


def _appraisal(unit: Unit) -> str:
    columns = [APPRAISALS.c[name] for name in ("satisfied", "content", "dissatisfied")]
    statement = (
        sa.select(*columns)
        .join(INSPECTIONS, INSPECTIONS.c.id == APPRAISALS.c.inspection_id)
        .where(INSPECTIONS.c.department_id == unit.department_id, INSPECTIONS.c.year == unit.year)
    )
    row = unit.session.execute(statement).one_or_none()
    if row is None:
        return "还没有登记社会评议结果"
    return f"有效评议 {sum(row)} 票，满意率 {satisfaction(*row):g}%"


COUNTERS: Mapping[CheckEvidence, Callable[[Unit], str]] = MappingProxyType(
    {
        E.liaison: _liaison,
        E.meetings: _meetings,
        E.materials: _materials,
        E.catalogue: _catalogue,
        E.flows: _flows,
        E.sheets: _sheets,
        E.assessments: _assessments,
        E.measures: _measures,
        E.overdue_measures: _overdue_measures,
        E.rechecks: _rechecks,
        E.warnings: _warnings,
        E.findings: _findings,
        E.appraisal: _appraisal,
    }
)

OFFICE_ONLY = frozenset({E.warnings})
"""How many warnings a department had is for those who keep them: beside a small department it would name people."""


def evidence_of(
    session: Session, department_id: int, year: int, kinds: Iterable[CheckEvidence], *, for_office: bool
) -> dict[CheckEvidence, str]:
    """One sentence for each kind asked for."""
    unit = Unit(session, department_id, year)
    return {
        kind: COUNTERS[kind](unit)
        for kind in sorted(set(kinds), key=list(E).index)
        if for_office or kind not in OFFICE_ONLY
    }
