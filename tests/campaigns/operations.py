"""The operations of campaigns for the permission matrix."""

from backend.access.policy import Permission
from backend.access.rules import Role
from tests.access.matrix import Operation, Relation
from tests.campaigns.arranged import (
    YEAR,
    add_campaign,
    add_custody,
    add_deliverable,
    add_document,
    add_draft,
    add_extension,
    add_file,
    add_preparation,
    add_stage,
    add_submission,
    add_year,
    counts_obligation,
    shows_obligation,
)
from tests.campaigns.rounds import PDF

PLANNED, READ = Permission.campaigns_read, Permission.submissions_read
REASON = {"reason": "年度工作安排调整"}
NOT_HIS_OWN = {(Role.office, Relation.own): 403}
"""Nobody receives or returns what he handed in himself."""
UPLOAD = {"files": {"file": ("报告.pdf", PDF, "application/pdf")}}
CAMPAIGN, STAGE, DELIVERABLE = (
    f"/{name}/{{target_id}}" for name in ("campaigns", "campaign-stages", "deliverables")
)
SUBMISSION = "/submissions/{target_id}"
OPERATIONS = (
    Operation("list_work_years", "/work-years", arrange=add_year, lists="target_id"),
    Operation("get_work_year", f"/work-years/{YEAR}", arrange=add_year),
    Operation("create_work_year", "/work-years", body=lambda _: {"year": YEAR}, is_about_row=False),
    Operation("get_work_calendar", f"/work-calendars/{YEAR}", is_about_row=False),
    Operation(
        "set_work_calendar", f"/work-calendars/{YEAR}", body=lambda _: {"days": []}, is_about_row=False
    ),
    Operation("count_working_days", "/working-days?from_on=2026-01-01&days=1", is_about_row=False),
    Operation("list_campaigns", "/campaigns", arrange=add_campaign, lists="target_id"),
    Operation("create_campaign", "/campaigns", body=lambda _: {"year": YEAR}, is_about_row=False),
    Operation("get_campaign", CAMPAIGN, arrange=add_campaign),
    Operation(
        "update_campaign",
        CAMPAIGN,
        arrange=add_campaign,
        body=lambda _: {"document_number": "〔2031〕1号"},
        sees=PLANNED,
    ),
    Operation(
        "set_campaign_bases",
        f"{CAMPAIGN}/bases",
        arrange=add_campaign,
        body=lambda _: {"bases": []},
        sees=PLANNED,
    ),
    Operation("start_campaign", f"{CAMPAIGN}/launch", arrange=add_draft, sees=PLANNED),
    Operation(
        "end_campaign", f"{CAMPAIGN}/ending", arrange=add_campaign, body=lambda _: REASON, sees=PLANNED
    ),
    Operation(
        "attach_campaign_document",
        f"{CAMPAIGN}/document",
        arrange=add_campaign,
        request=lambda _: UPLOAD,
        sees=PLANNED,
    ),
    Operation("get_campaign_document", f"{CAMPAIGN}/document", arrange=add_document),
    Operation("list_campaign_stages", "/campaign-stages", arrange=add_stage, lists="target_id"),
    Operation(
        "create_campaign_stage",
        "/campaign-stages",
        arrange=add_campaign,
        body=lambda scene: {"campaign_id": scene.target_id, "kind": "other", "name": "总结"},
    ),
    Operation("get_campaign_stage", STAGE, arrange=add_stage),
    Operation("update_campaign_stage", STAGE, arrange=add_stage, body=lambda _: {"sort": 3}, sees=PLANNED),
    Operation(
        "retire_campaign_stage", f"{STAGE}/retirement", arrange=add_stage, body=lambda _: REASON, sees=PLANNED
    ),
    Operation("list_deliverables", "/deliverables", arrange=add_deliverable, lists="target_id"),
    Operation(
        "create_deliverable",
        "/deliverables",
        arrange=add_campaign,
        body=lambda scene: {
            "campaign_id": scene.target_id,
            "kind": "other",
            "name": "经验材料",
            "parts": [{"key": "report", "name": "材料"}],
            "department_kinds": ["section"],
            "due_at": "2031-12-15T17:30:00+08:00",
        },
    ),
    Operation("get_deliverable", DELIVERABLE, arrange=add_deliverable),
    Operation(
        "update_deliverable", DELIVERABLE, arrange=add_deliverable, body=lambda _: {"sort": 3}, sees=PLANNED
    ),
    Operation(
        "retire_deliverable",
        f"{DELIVERABLE}/retirement",
        arrange=add_deliverable,
        body=lambda _: REASON,
        sees=PLANNED,
    ),
    Operation("list_extensions", "/extensions", arrange=add_extension, lists="target_id"),
    Operation(
        "create_extensions",
        "/extensions",
        arrange=add_deliverable,
        body=lambda scene: (
            REASON
            | {
                "deliverable_id": scene.target_id,
                "department_ids": [scene.department_id],
                "working_days": 3,
            }
        ),
    ),
    Operation("get_extension", "/extensions/{target_id}", arrange=add_extension),
    Operation(
        "revoke_extension",
        "/extensions/{target_id}/revocation",
        arrange=add_extension,
        body=lambda _: REASON,
        sees=READ,
    ),
    Operation("list_obligations", "/obligations", arrange=add_deliverable, shows=shows_obligation),
    Operation(
        "list_obligation_summaries",
        "/obligations/summary",
        arrange=add_deliverable,
        shows=counts_obligation,
    ),
    Operation("list_submissions", "/submissions", arrange=add_submission, lists="target_id"),
    Operation(
        "create_submission",
        "/submissions",
        arrange=add_deliverable,
        body=lambda scene: {"deliverable_id": scene.target_id, "department_id": scene.department_id},
        outside=422,
    ),
    Operation("get_submission", SUBMISSION, arrange=add_submission),
    Operation(
        "update_submission",
        SUBMISSION,
        arrange=add_preparation,
        body=lambda _: {"note": "纸质件另送"},
        sees=READ,
    ),
    Operation("submit_submission", f"{SUBMISSION}/delivery", arrange=add_preparation, sees=READ),
    Operation("withdraw_submission", f"{SUBMISSION}/withdrawal", arrange=add_submission, sees=READ),
    Operation(
        "receive_submission",
        f"{SUBMISSION}/receipt",
        arrange=add_submission,
        sees=READ,
        exceptions=NOT_HIS_OWN,
    ),
    Operation(
        "return_submission",
        f"{SUBMISSION}/return",
        arrange=add_submission,
        body=lambda _: REASON,
        sees=READ,
        exceptions=NOT_HIS_OWN,
    ),
    Operation(
        "add_submission_file",
        f"{SUBMISSION}/files",
        arrange=add_preparation,
        request=lambda _: UPLOAD | {"data": {"part": "report"}},
        sees=READ,
    ),
    Operation("get_submission_file", "/submissions/{container_id}/files/{target_id}", arrange=add_file),
    Operation(
        "remove_submission_file",
        "/submissions/{container_id}/files/{target_id}",
        arrange=add_file,
        sees=READ,
    ),
    Operation("get_ledger", f"/ledgers/{YEAR}", arrange=add_deliverable, shows=shows_obligation),
    Operation(
        "get_ledger_file",
        f"/ledgers/{YEAR}/file",
        is_about_row=False,
    ),
    Operation("list_custody_records", "/custody-records", arrange=add_custody, lists="target_id"),
    Operation(
        "create_custody_record",
        "/custody-records",
        body=lambda scene: {
            "department_id": scene.department_id,
            "action": "draw",
            "item": "空白表格",
            "handled_on": "2026-01-05",
            "handler_name": "联络员",
        },
        outside=422,
    ),
    Operation("get_custody_record", "/custody-records/{target_id}", arrange=add_custody),
    Operation(
        "retire_custody_record",
        "/custody-records/{target_id}/retirement",
        arrange=add_custody,
        body=lambda _: REASON,
        sees=READ,
    ),
)
