"""The operations of risks for the permission matrix."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from backend.access.models import User
from backend.access.policy import Permission
from backend.access.rules import Role
from backend.kit.rows import insert_row
from backend.kit.table import now, table_of
from backend.organization.queries import PEOPLE
from backend.reviews.queries import REVIEWS
from backend.reviews.rules import ReviewState
from backend.risks.actions import insert_points
from backend.risks.lists.queries import CATEGORIES, SCHEMES, WAYS
from backend.risks.queries import INVENTORIES
from backend.risks.rules import SUGGESTED_FIELDS, InventoryKind
from backend.risks.suggestions.queries import SUGGESTIONS
from tests.access.matrix import Operation, Relation, Scene
from tests.powers.operations import add_post_power, add_power_with_flow
from tests.reviews.signers import HEADS
from tests.risks.sheets import ROW, YEAR

READ = Permission.risks_read


def add_sheet(session: Session, scene: Scene, state: ReviewState = ReviewState.draft) -> int:
    """附件三 of the post, filled in by its holder, with one complete row."""
    sheet_id, _ = _sheet_and_point(session, scene, state)
    return sheet_id


def add_submitted_sheet(session: Session, scene: Scene) -> int:
    """The same, waiting for the department."""
    return add_sheet(session, scene, ReviewState.department_review)


def add_point(session: Session, scene: Scene) -> int:
    """The row of such a sheet."""
    _, point_id = _sheet_and_point(session, scene, ReviewState.draft)
    return point_id


def add_submitted_point(session: Session, scene: Scene) -> int:
    """The same of a sheet that was handed in."""
    return _sheet_and_point(session, scene, ReviewState.department_review)[1]


def add_approved_point(session: Session, scene: Scene) -> int:
    """The same of an approved one."""
    return _sheet_and_point(session, scene, ReviewState.approved)[1]


def _sheet_and_point(session: Session, scene: Scene, state: ReviewState) -> tuple[int, int]:
    place = {"department_id": scene.department_id, "position_id": scene.position_id, "year": YEAR}
    stamps: dict[str, Any] = {"version": 1, "created_at": now(), "updated_at": now()}
    name = session.execute(sa.select(PEOPLE.c.name).where(PEOPLE.c.id == scene.person_id)).scalar_one()
    header = {
        "kind": InventoryKind.position,
        "filler_id": scene.person_id,
        "filler_name": name,
        "filler_job_title": "",
    }
    sheet_id = insert_row(session, INVENTORIES, place | stamps | header)
    review = {
        "subject_kind": "risk_inventory",
        "subject_id": sheet_id,
        "title": "排查表",
        "department_id": scene.department_id,
        "chain": "department",
        "state": state,
        "owner_id": scene.person_id,
        "round": 0,
    }
    review_id = insert_row(session, REVIEWS, review | stamps)
    session.execute(sa.update(INVENTORIES).where(INVENTORIES.c.id == sheet_id).values(review_id=review_id))
    (point_id,) = insert_points(session, [place | {"inventory_id": sheet_id, "ordinal": 1} | ROW])
    return sheet_id, point_id


def _add_suggestion(session: Session, scene: Scene, author_id: int) -> int:
    row = {
        "year": YEAR,
        "department_id": scene.department_id,
        "position_id": scene.position_id,
        "origin": "peer",
        "state": "open",
        "suggested_by_id": author_id,
        "suggested_by_name": "同事",
        "decided_by_name": "",
        "reason": "",
        "note": "",
    }
    stamps: dict[str, Any] = {"version": 1, "created_at": now(), "updated_at": now()}
    content = {name: value for name, value in ROW.items() if name in SUGGESTED_FIELDS}
    return insert_row(session, SUGGESTIONS, row | stamps | {"subcategories": {}} | content)


def add_suggestion(session: Session, scene: Scene) -> int:
    """A colleague's suggestion for the post, which has a sheet."""
    add_sheet(session, scene)
    users = table_of(User)
    others = sa.select(sa.func.min(users.c.id)).where(users.c.id.not_in([scene.user_id, scene.caller_id]))
    return _add_suggestion(session, scene, session.execute(others).scalar_one())


def add_own_suggestion(session: Session, scene: Scene) -> int:
    """One made by the holder of the post."""
    return _add_suggestion(session, scene, scene.user_id)


def _first(table: sa.Table) -> Callable[[Session, Scene], int]:
    return lambda session, scene: session.execute(sa.select(sa.func.min(table.c.id))).scalar_one()


LISTS = (
    Operation("get_risk_lists", "/risk-lists", is_about_row=False),
    Operation(
        "create_finding_way",
        "/finding-ways",
        body=lambda scene: {"key": "hotline", "label": "热线反映", "origin": "public"},
        is_about_row=False,
    ),
    Operation(
        "update_finding_way",
        "/finding-ways/{target_id}",
        arrange=_first(WAYS),
        body=lambda scene: {"label": "自己查"},
        is_about_row=False,
    ),
    Operation(
        "create_risk_scheme",
        "/risk-schemes",
        body=lambda scene: {
            "key": "own",
            "label": "自定分类",
            "categories": [{"key": "one", "label": "一类"}],
        },
        is_about_row=False,
    ),
    Operation(
        "update_risk_scheme",
        "/risk-schemes/{target_id}",
        arrange=_first(SCHEMES),
        body=lambda scene: {"label": "三种风险"},
        is_about_row=False,
    ),
    Operation(
        "create_risk_category",
        "/risk-schemes/{target_id}/categories",
        arrange=_first(SCHEMES),
        body=lambda scene: {"key": "more", "label": "又一类"},
        is_about_row=False,
    ),
    Operation(
        "update_risk_category",
        "/risk-categories/{target_id}",
        arrange=_first(CATEGORIES),
        body=lambda scene: {"label": "改过的名称"},
        is_about_row=False,
    ),
)
_WITHIN = (Relation.same, Relation.ancestor)
_OVERSEERS = (Role.liaison, Role.department_head, Role.supervising_leader, Role.contact_leader)
SUGGESTING = (
    Operation("list_risk_suggestions", "/risk-suggestions", arrange=add_suggestion, lists="target_id"),
    Operation(
        "create_risk_suggestion",
        "/risk-suggestions",
        body=lambda scene: {"year": YEAR, "department_id": scene.department_id, "name": "采购需求定得太窄"},
        # Everybody on the staff knows every department; colleagues speak to their own.
        exceptions={Role.staff: 403, (Role.staff, Relation.own): 200},
        outside=422,
    ),
    Operation(
        "create_suggestion_batch",
        "/risk-suggestions/batches",
        body=lambda scene: {"year": YEAR, "posts": {"tier": "middle"}, "name": "部门经费一人说了算"},
        # Colleagues speak to one post at a time.
        exceptions={Role.staff: 403},
        is_about_row=False,
    ),
    Operation("get_risk_suggestion", "/risk-suggestions/{target_id}", arrange=add_suggestion),
    Operation(
        "adopt_risk_suggestion",
        "/risk-suggestions/{target_id}/adoption",
        arrange=add_suggestion,
        body=lambda scene: {},
        sees=Permission.suggestions_read,
    ),
    Operation(
        "decline_risk_suggestion",
        "/risk-suggestions/{target_id}/refusal",
        arrange=add_suggestion,
        body=lambda scene: {"reason": "本岗位不经手这件事。"},
        sees=Permission.suggestions_read,
    ),
    Operation(
        "withdraw_risk_suggestion",
        "/risk-suggestions/{target_id}/withdrawal",
        arrange=add_own_suggestion,
        sees=Permission.suggestions_read,
        # Only who made it takes it back.
        exceptions={(role, relation): 403 for role in _OVERSEERS for relation in _WITHIN}
        | {Role.office: 403, (Role.office, Relation.own): 200},
    ),
)
OPERATIONS = (
    *LISTS,
    *SUGGESTING,
    Operation("get_risk_guide", "/risk-inventories/{target_id}/guide", arrange=add_sheet),
    Operation("list_risk_prompts", "/risk-prompts", is_about_row=False),
    Operation("list_risk_samples", "/risk-samples", is_about_row=False),
    Operation(
        "adopt_risk_sample",
        "/risk-inventories/{target_id}/samples",
        arrange=add_sheet,
        body=lambda scene: {"sample": "equipment_procurement-1"},
        sees=READ,
    ),
    Operation("list_risk_inventories", "/risk-inventories", arrange=add_sheet, lists="target_id"),
    Operation(
        "create_risk_inventory",
        "/risk-inventories",
        body=lambda scene: {
            "kind": "position",
            "year": YEAR,
            "position_id": scene.position_id,
            "filler_id": scene.person_id,
        },
        # Everybody on the staff knows every department, a liaison or head only his own.
        exceptions={Role.staff: 403, (Role.staff, Relation.own): 200},
        outside=422,
    ),
    Operation("get_risk_inventory", "/risk-inventories/{target_id}", arrange=add_sheet),
    Operation("get_risk_inventory_comparison", "/risk-inventories/{target_id}/comparison", arrange=add_sheet),
    Operation(
        "replace_risk_inventory_rows",
        "/risk-inventories/{target_id}/rows",
        arrange=add_sheet,
        body=lambda scene: {"rows": [ROW]},
        sees=READ,
    ),
    Operation(
        "submit_risk_inventory", "/risk-inventories/{target_id}/submission", arrange=add_sheet, sees=READ
    ),
    Operation(
        "withdraw_risk_inventory",
        "/risk-inventories/{target_id}/withdrawal",
        arrange=add_submitted_sheet,
        sees=READ,
        exceptions=HEADS,
    ),
    Operation(
        "retire_risk_inventory",
        "/risk-inventories/{target_id}/retirement",
        arrange=add_sheet,
        body=lambda scene: {"reason": "重复填报"},
        sees=READ,
    ),
    Operation("get_flow_picture", "/powers/{target_id}/flow.svg", arrange=add_post_power),
    Operation("get_flow_image", "/powers/{target_id}/flow.png", arrange=add_post_power),
    Operation("get_flow_bpmn", "/powers/{target_id}/flow.bpmn", arrange=add_power_with_flow),
    Operation("list_risk_points", "/risk-points", arrange=add_point, lists="target_id"),
    Operation(
        "create_risk_point",
        "/risk-points",
        arrange=add_sheet,
        body=lambda scene: {"inventory_id": scene.target_id, "name": "又一个"},
        sees=READ,
    ),
    Operation("get_risk_point", "/risk-points/{target_id}", arrange=add_point),
    Operation(
        "update_risk_point",
        "/risk-points/{target_id}",
        arrange=add_point,
        body=lambda scene: {"name": "改过的"},
        sees=READ,
    ),
    Operation(
        "retire_risk_point",
        "/risk-points/{target_id}/retirement",
        arrange=add_point,
        body=lambda scene: {"reason": "职权已取消"},
        sees=READ,
    ),
)
