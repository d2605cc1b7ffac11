"""Rows the permission matrix calls operations on, each in the department of the scene."""

from datetime import UTC, date, datetime
from typing import Any

from sqlmodel import Session

from backend.campaigns.queries import (
    CAMPAIGNS,
    CUSTODY,
    DELIVERABLES,
    EXTENSIONS,
    FILES,
    OWED_BY,
    STAGES,
    SUBMISSIONS,
    VERSIONS,
    WORK_YEARS,
)
from backend.campaigns.rules import (
    CampaignState,
    CampaignTemplate,
    CustodyAction,
    DeliverableKind,
    FileRole,
    StageKind,
    SubmissionState,
    VersionOutcome,
    YearState,
)
from backend.kit.files import Store
from backend.kit.rows import insert_row
from backend.kit.table import now
from backend.organization.rules import DepartmentKind
from tests.access.matrix import Scene
from tests.campaigns.rounds import PDF

YEAR = 2031
"""A year nothing else in these tests uses."""
DUE = datetime(YEAR, 9, 7, 9, 30, tzinfo=UTC)
DIGEST = "0" * 64


def _entity(**values: Any) -> dict[str, Any]:
    instant = now()
    return values | {"version": 1, "created_at": instant, "updated_at": instant}


def add_year(session: Session, scene: Scene) -> int:
    """An open year; its id stands in the list, its number in the path."""
    return insert_row(session, WORK_YEARS, _entity(year=YEAR, state=YearState.open))


def _add_campaign(session: Session, state: CampaignState, document: dict[str, Any] | None = None) -> int:
    row = _entity(
        year=YEAR,
        name="廉政风险防控工作",
        template=CampaignTemplate.blank,
        state=state,
        document_number="",
        document_title="",
        approving_body="",
        cc=[],
        document_text="",
        document_file=document,
        end_reason="",
    )
    return insert_row(session, CAMPAIGNS, row)


def _add_stage(session: Session, campaign_id: int) -> int:
    row = _entity(
        campaign_id=campaign_id,
        sort=1,
        kind=StageKind.finding,
        name="全面排查风险",
        instructions="",
        steps=[],
    )
    return insert_row(session, STAGES, row)


def add_draft(session: Session, scene: Scene) -> int:
    """A campaign being prepared, with one stage."""
    campaign_id = _add_campaign(session, CampaignState.draft)
    _add_stage(session, campaign_id)
    return campaign_id


def add_campaign(session: Session, scene: Scene) -> int:
    """A campaign that runs."""
    return _add_campaign(session, CampaignState.running)


def add_document(session: Session, scene: Scene) -> int:
    """A campaign that runs, with its governing document."""
    document = {
        "name": "实施意见.pdf",
        "media_type": "application/pdf",
        "size": len(PDF),
        "digest": Store(scene.data_dir / "files").put(PDF),
        "uploaded_at": now().isoformat(),
    }
    return _add_campaign(session, CampaignState.running, document)


def add_stage(session: Session, scene: Scene) -> int:
    """A stage of a campaign that runs."""
    return _add_stage(session, add_campaign(session, scene))


def add_deliverable(session: Session, scene: Scene) -> int:
    """A deliverable that the department of the scene owes, a 科."""
    row = _entity(
        campaign_id=add_campaign(session, scene),
        sort=1,
        kind=DeliverableKind.other,
        name="情况报告",
        instructions="",
        parts=[{"key": "report", "name": "书面报告", "is_required": True}],
        due_at=DUE,
        needs_seal=False,
        paper_copies=0,
    )
    deliverable_id = insert_row(session, DELIVERABLES, row)
    owed = {"deliverable_id": deliverable_id, "department_kind": DepartmentKind.section}
    insert_row(session, OWED_BY, owed)
    return deliverable_id


def add_extension(session: Session, scene: Scene) -> int:
    """More time for the department."""
    row = _entity(
        deliverable_id=add_deliverable(session, scene),
        department_id=scene.department_id,
        due_at=datetime(YEAR, 9, 14, 9, 30, tzinfo=UTC),
        reason="承担迎检任务",
        granted_by_id=scene.user_id,
        granted_by_name="纪委办",
    )
    return insert_row(session, EXTENSIONS, row)


def _add_submission(session: Session, scene: Scene, state: SubmissionState) -> tuple[int, int]:
    """A submission with one file, by the scene's user once it is handed in; its id and the file's."""
    is_draft = state is SubmissionState.draft
    row = _entity(
        deliverable_id=add_deliverable(session, scene),
        department_id=scene.department_id,
        state=state,
        round=0 if is_draft else 1,
        note="",
        submitted_at=None if is_draft else now(),
        counted_at=None if is_draft else now(),
        submitted_by_id=None if is_draft else scene.user_id,
    )
    submission_id = insert_row(session, SUBMISSIONS, row)
    file = {
        "submission_id": submission_id,
        "part": "report",
        "role": FileRole.electronic,
        "name": "报告.pdf",
        "media_type": "application/pdf",
        "size": len(PDF),
        "digest": Store(scene.data_dir / "files").put(PDF),
        "uploaded_by_name": "联络员",
        "uploaded_at": now(),
    }
    return submission_id, insert_row(session, FILES, file)


def add_preparation(session: Session, scene: Scene) -> int:
    """A submission not yet handed in."""
    return _add_submission(session, scene, SubmissionState.draft)[0]


def add_submission(session: Session, scene: Scene) -> int:
    """A submission that waits for the office."""
    submission_id, _ = _add_submission(session, scene, SubmissionState.submitted)
    version = {
        "submission_id": submission_id,
        "round": 1,
        "receipt_code": f"{YEAR}-AAAAA-AAAAA",
        "files": [],
        "digest": DIGEST,
        "note": "",
        "submitted_at": now(),
        "submitted_by_id": scene.user_id,
        "submitted_by_name": "联络员",
        "due_at": DUE,
        "late_minutes": 0,
        "outcome": VersionOutcome.waiting,
        "outcome_by_name": "",
        "outcome_reason": "",
    }
    insert_row(session, VERSIONS, version)
    return submission_id


def add_file(session: Session, scene: Scene) -> tuple[int, int]:
    """A file, addressed in its submission."""
    submission_id, file_id = _add_submission(session, scene, SubmissionState.draft)
    return file_id, submission_id


def add_custody(session: Session, scene: Scene) -> int:
    """A line of the department's ledger."""
    row = _entity(
        department_id=scene.department_id,
        action=CustodyAction.collect,
        item="排查表",
        copies=2,
        handled_on=date(2026, 1, 5),
        handler_name="联络员",
        counterpart="",
        place="",
        remark="",
        recorded_by_id=scene.user_id,
        recorded_by_name="联络员",
    )
    return insert_row(session, CUSTODY, row)


def shows_obligation(answer: Any, scene: Scene) -> bool:
    """Whether the progress list names the department."""
    return any(row["department_id"] == scene.department_id for row in answer["items"])


def counts_obligation(answer: Any, scene: Scene) -> bool:
    """Whether the department is counted."""
    return any(row["id"] == scene.target_id and row["owed_count"] for row in answer["items"])
