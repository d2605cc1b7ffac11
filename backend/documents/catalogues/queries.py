"""What 附件一 is filled with: the powers of today, or a year's catalogue as it was signed."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.authorize import Actor
from backend.access.policy import Permission
from backend.documents.queries import POWERS, campus_date, heading, live_powers, name_of
from backend.documents.rules import DocumentKind
from backend.documents.schemas import PowerCatalogueForm, PowerLine
from backend.documents.writer.charts import Chart, chart_of
from backend.kit.problems import not_found
from backend.organization.departments.queries import get_department
from backend.organization.history.queries import is_past
from backend.organization.queries import leaders_of, name_then, officers_of
from backend.organization.rules import OfficerKind, OversightKind
from backend.powers.bases.queries import bases_by_power
from backend.powers.catalogues.queries import find_catalogue, visible_catalogues
from backend.powers.diagram import render
from backend.powers.queries import CATALOGUES, REVISIONS, drawable
from backend.reviews.queries import DECISIONS, REVIEWS
from backend.reviews.rules import EDITABLE, Decision, ReviewState
from backend.risks.pictures.queries import badges_within

Found = Mapping[str, Any]


def power_catalogue(
    session: Session,
    actor: Actor,
    college_name: str,
    department_id: int,
    catalogue_id: int | None = None,
    year: int | None = None,
) -> PowerCatalogueForm:
    """附件一 of a department: its powers of today, or the catalogue of a year as it was signed or handed in; of a
    department that is no more, what it signed last. 404 for a department or catalogue out of sight, and for a year
    that has none."""
    department = get_department(session, actor, department_id, Permission.documents_read)
    if year is not None:
        catalogue_id = _of_year(session, actor, department_id, year, catalogue_id)
    if catalogue_id is not None:
        catalogue = find_catalogue(session, actor, catalogue_id)
        if catalogue["department_id"] != department_id:
            raise not_found("这份职权目录")
        if catalogue["state"] == ReviewState.approved:
            return _signed_form(session, college_name, department, catalogue)
        if catalogue["state"] not in EDITABLE:
            lines, day = power_lines(catalogue["content"]), campus_date(catalogue["submitted_at"])
            return _unsigned_form(session, actor, college_name, department, lines, day)
    elif department["retired_on"] and (signed := _signed_last(session, department_id)):
        return _signed_form(session, college_name, department, signed)
    rows = live_powers(session, actor, POWERS.c.department_id == department_id)
    bases = bases_by_power(session, [row["id"] for row in rows])
    changed = max((row["updated_at"] for row in rows), default=None)
    lines = power_lines([row | {"bases": bases[row["id"]]} for row in rows])
    return _unsigned_form(session, actor, college_name, department, lines, campus_date(changed))


def _of_year(
    session: Session, actor: Actor, department_id: int, year: int, catalogue_id: int | None
) -> int | None:
    """The catalogue of a year; the present year may have none yet, its powers are those of today."""
    statement = visible_catalogues(actor).where(
        CATALOGUES.c.department_id == department_id, CATALOGUES.c.year == year
    )
    found: int | None = session.execute(statement.with_only_columns(CATALOGUES.c.id)).scalar_one_or_none()
    if (found is None and is_past(year)) or catalogue_id not in (None, found):
        raise not_found(f"这个部门 {year} 年度的职权目录")
    return found


def flow_charts(
    session: Session, actor: Actor, form: PowerCatalogueForm, year: int | None = None
) -> list[Chart]:
    """The flowcharts of the powers on the form, as they were drawn when it was signed (opinion.txt line 42).

    Steps bear the marks of the risk points the actor may see: those of the year, without one the newest.
    """
    numbered = [line for line in form.powers if line.flow_version]
    marks = badges_within(session, actor, [int(line.row_id) for line in numbered], year)
    charts = []
    for line in numbered:
        statement = sa.select(REVISIONS.c.steps).where(
            REVISIONS.c.power_id == int(line.row_id), REVISIONS.c.number == line.flow_version
        )
        steps = session.execute(statement).scalar_one_or_none()
        if steps:
            title = f"{line.name}权力运行流程图"
            drawn = render(drawable(title, steps), marks.get(int(line.row_id)))
            charts.append(chart_of(title, drawn))
    return charts


def _unsigned_form(
    session: Session,
    actor: Actor,
    college_name: str,
    department: Found,
    lines: tuple[PowerLine, ...],
    day: date | None,
) -> PowerCatalogueForm:
    """What nobody has approved yet names those who are to sign it today."""
    return PowerCatalogueForm(
        heading(DocumentKind.power_catalogue, college_name, str(department["id"]), department["version"]),
        department["name"],
        day,
        lines,
        name_of(leaders_of(session, actor, OversightKind.supervising, department["id"])),
        name_of(officers_of(session, actor, OfficerKind.head, department["id"])),
    )


def _signed_last(session: Session, department_id: int) -> dict[str, Any] | None:
    """The newest approved catalogue of a department."""
    statement = (
        sa.select(CATALOGUES.c.id, CATALOGUES.c.content, CATALOGUES.c.review_id, REVIEWS.c.decided_at)
        .join(REVIEWS, REVIEWS.c.id == CATALOGUES.c.review_id)
        .where(CATALOGUES.c.department_id == department_id, REVIEWS.c.state == ReviewState.approved)
        .order_by(CATALOGUES.c.year.desc())
    )
    row = session.execute(statement.limit(1)).mappings().first()
    return dict(row) if row else None


def _signed_form(session: Session, college_name: str, department: Found, signed: Found) -> PowerCatalogueForm:
    """What a department signed, under the name it bore and with those who signed. Who stands by an approval whose
    powers changed signs what they say now (the last step of the chain)."""
    day = campus_date(signed["decided_at"])
    statement = sa.select(DECISIONS.c.state, DECISIONS.c.decided_by_name).where(
        DECISIONS.c.review_id == signed["review_id"],
        DECISIONS.c.round
        == sa.select(REVIEWS.c.round).where(REVIEWS.c.id == signed["review_id"]).scalar_subquery(),
        DECISIONS.c.decision.in_((Decision.approve, Decision.reconfirm)),
    )
    signers: dict[str, str] = dict(session.execute(statement.order_by(DECISIONS.c.id)).all())
    leader = signers.get(ReviewState.approved) or signers.get(ReviewState.supervising_review, "")
    return PowerCatalogueForm(
        heading(DocumentKind.power_catalogue, college_name, str(department["id"]), department["version"]),
        name_then(session, department["id"], day) if day else department["name"],
        day,
        power_lines(signed["content"]),
        leader,
        signers.get(ReviewState.department_review, ""),
    )


def power_lines(rows: Iterable[Found]) -> tuple[PowerLine, ...]:
    """The rows of 附件一."""
    return tuple(
        PowerLine(
            str(row["id"]),
            row["name"],
            row["content"],
            row["handling_body"],
            basis_of(row),
            row.get("flow_version") or 0,
        )
        for row in rows
    )


def basis_of(power: Found) -> str:
    """What was written as its 制度依据, then the linked rules it does not name already: 《title》clause."""
    linked = [
        f"《{rule['title']}》{rule['clause']}"
        for rule in power["bases"]
        if rule["title"] not in power["basis"]
    ]
    return "；".join(filter(None, [power["basis"], *linked]))
