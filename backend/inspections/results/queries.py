"""The confirmed result of a year as a table, for the two other assessments (opinion.txt lines 75 and 95)."""

import csv
from io import BytesIO, StringIO
from typing import Any

import sqlalchemy as sa
import xlsxwriter
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.inspections.queries import APPRAISALS, INSPECTIONS
from backend.inspections.results.schemas import ResultQuery
from backend.inspections.scorecards.queries import goals_of
from backend.inspections.scores.rules import InspectionState, ResultForm, satisfaction
from backend.inspections.standards.rules import QualityGoal
from backend.kit.problems import not_found
from backend.kit.sheets import escape_formula
from backend.kit.table import CAMPUS_ZONE
from backend.organization.queries import within

Line = list[str | float]
HEADINGS = {
    ResultForm.responsibility: (
        "名次",
        "部门",
        "考核得分（%）",
        "等次",
        "社会评议满意率（%）",
        "折算得分",
        "认定依据",
        "确认日期",
    ),
    ResultForm.target: ("部门", "考核得分（%）", "权重", "折算得分", "等次", "备注"),
}


def result_table(session: Session, actor: Actor, query: ResultQuery) -> tuple[list[str], list[Line]]:
    """The headings, and the rows best first. 404 while nothing is confirmed; what is not confirmed is left out.

    The assessment of responsibility also takes the percents of the quality goals (opinion.txt line 18).
    """
    rows = _confirmed(session, actor, query.year)
    if not rows:
        raise not_found(f" {query.year} 年度已确认的考核结果")
    ranks = {row["id"]: 1 + sum(other["percent"] > row["percent"] for other in rows) for row in rows}
    headings, lines = list(HEADINGS[query.form]), [_line(query, row, ranks[row["id"]]) for row in rows]
    if query.form is ResultForm.responsibility:
        reached = goals_of(session, [row["id"] for row in rows])
        by_goal = [{one["goal"]: one["percent"] for one in reached[row["id"]]} for row in rows]
        used = [goal for goal in QualityGoal if any(goal in percents for percents in by_goal)]
        headings += [f"{goal.label}（%）" for goal in used]
        lines = [
            line + [percents.get(goal, "") for goal in used]
            for line, percents in zip(lines, by_goal, strict=True)
        ]
    return headings, lines


def _confirmed(session: Session, actor: Actor, year: int) -> list[dict[str, Any]]:
    columns = [INSPECTIONS.c[name] for name in ("id", "department_name", "percent", "grade", "decision")]
    votes = [APPRAISALS.c[name] for name in ("satisfied", "content", "dissatisfied")]
    statement = (
        sa.select(*columns, INSPECTIONS.c.confirmed_at, INSPECTIONS.c.waive_reason, *votes)
        .join_from(INSPECTIONS, APPRAISALS, APPRAISALS.c.inspection_id == INSPECTIONS.c.id, isouter=True)
        .where(INSPECTIONS.c.year == year, INSPECTIONS.c.state == InspectionState.confirmed)
        .where(within(actor.need(Permission.inspections_read), INSPECTIONS.c.department_id))
        .order_by(INSPECTIONS.c.percent.desc(), INSPECTIONS.c.department_id)
    )
    return [dict(row) for row in session.execute(statement).mappings()]


def _line(query: ResultQuery, row: dict[str, Any], rank: int) -> Line:
    converted = round(row["percent"] * query.weight / 100, 2)
    name, grade = row["department_name"], row["grade"].label
    if query.form is ResultForm.target:
        remark = f"未自评：{row['waive_reason']}" if row["waive_reason"] else ""
        return [name, row["percent"], query.weight, converted, grade, remark]
    has_votes = row["satisfied"] is not None
    votes = satisfaction(row["satisfied"], row["content"], row["dissatisfied"]) if has_votes else ""
    day = row["confirmed_at"].astimezone(CAMPUS_ZONE).date().isoformat()
    return [rank, name, row["percent"], grade, votes, converted, row["decision"], day]


def _text(cell: str | float) -> str:
    return escape_formula(cell) if isinstance(cell, str) else f"{cell:g}"


def as_csv(headings: list[str], lines: list[Line]) -> bytes:
    """With a byte order mark, so that Excel reads the Chinese."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(headings)
    writer.writerows([_text(cell) for cell in line] for line in lines)
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(query: ResultQuery, headings: list[str], lines: list[Line]) -> bytes:
    """A workbook with a title; numbers are numbers, texts never formulas."""
    data = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(data, options) as workbook:
        sheet = workbook.add_worksheet(query.form.label[:31])
        bold = workbook.add_format({"bold": True, "border": 1, "text_wrap": True, "align": "center"})
        title = workbook.add_format({"bold": True, "font_size": 14, "align": "center"})
        cell = workbook.add_format({"border": 1, "text_wrap": True, "valign": "vcenter"})
        sheet.merge_range(0, 0, 0, len(headings) - 1, title_of(query), title)
        sheet.write_row(1, 0, headings, bold)
        for at, line in enumerate(lines, 2):
            sheet.write_row(at, 0, [_text(one) if isinstance(one, str) else one for one in line], cell)
        sheet.set_column(0, len(headings) - 1, 16)
        sheet.freeze_panes(2, 0)
        sheet.repeat_rows(0, 1)
        sheet.fit_to_pages(1, 0)
    return data.getvalue()


def title_of(query: ResultQuery) -> str:
    """What the table is called."""
    return f"{query.year} 年廉政风险防控检查考核结果（用于{query.form.label}）"
