"""A scale of a college of its own, as the office would type it, and the requests about it."""

from typing import Any

from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.assessments.scales.queries import SCALES
from backend.kit.rows import insert_row
from backend.kit.table import now

API = "/api/v1/level-scales"
RULES = "/api/v1/position-level-rules"
SCALE: dict[str, Any] = {
    "name": "示例学院岗位廉政风险量表",
    "scores": {
        "tier": [0, 2, 4],
        "discretion": [0, 1, 3],
        "controls": [0, 2, 4, 6],
        "major_matters": [0, 3, 5],
        "decisive_influence": 4,
        "each_power": 1,
        "powers_limit": 5,
        "high_point": 3,
        "medium_point": 2,
        "low_point": 1,
        "unrated_point": 1,
        "points_limit": 8,
    },
    "grades": [
        {"label": "Ⅰ级", "at_least": 12, "counts_as": "high"},
        {"label": "Ⅱ级", "at_least": 5, "counts_as": "high"},
        {"label": "Ⅲ级", "at_least": 2, "counts_as": "medium"},
        {"label": "Ⅳ级", "at_least": 0, "counts_as": "low"},
    ],
    "vetoes": ["integrity_case"],
}


def add_scale(session: Session, _: object) -> int:
    """The same as a row."""
    scores = SCALE["scores"] | {"integrity_case": 0, "concentrated": 0}
    definition = {"scores": scores, "grades": SCALE["grades"], "vetoes": SCALE["vetoes"]}
    values = {"number": 1, "name": SCALE["name"], "definition": definition, "note": "", "state": "draft"}
    return insert_row(session, SCALES, values | {"version": 1, "created_at": now(), "updated_at": now()})


def create_scale(client: TestClient, **changes: Any) -> dict[str, Any]:
    """A version in preparation."""
    answer = client.post(API, json=SCALE | changes)
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


def adopt(client: TestClient, scale: dict[str, Any], **changes: Any) -> Any:
    """PUT of the rule in force."""
    body = {
        "pack": "own_scale",
        "scale_id": scale["id"],
        "scale_version": scale["version"],
        "reason": "院党委会研究确定",
    }
    return client.put(RULES, json=body | changes)
