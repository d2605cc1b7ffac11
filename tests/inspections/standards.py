"""Standards as the tests make them."""

from typing import Any

from fastapi.testclient import TestClient

from backend.kit.table import today
from tests.inspections.findings import send

STANDARDS = "/api/v1/check-standards"
YEAR = today().year
ITEM = {
    "section": "一、组织领导",
    "name": "列入议事日程",
    "points": 60,
    "way": "annual",
    "evidence": "meetings",
}
OTHER = {
    "section": "二、社会评议",
    "name": "服务对象满意",
    "points": 40,
    "way": "public",
    "look_at": "满意度",
}


def begun(office: TestClient, **changes: Any) -> dict[str, Any]:
    """A draft of the starter."""
    answer = send(office, STANDARDS, {"year": YEAR, "title": f"{YEAR} 年检查评估标准"} | changes)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def short(office: TestClient) -> dict[str, Any]:
    """A draft of two items, 100 points."""
    draft = begun(office, start="blank")
    answer = send(office, f"{STANDARDS}/{draft['id']}", {"items": [ITEM, OTHER]}, method="PATCH")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def adopted(office: TestClient) -> dict[str, Any]:
    """The short one, adopted."""
    answer = send(office, f"{STANDARDS}/{short(office)['id']}/adoption", {})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found
