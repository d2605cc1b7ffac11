"""Uploading sample forms through the API."""

from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient
from httpx import Response

API = "/api/v1"
NOW = {"If-Match": "now"}
FORMS = Path(__file__).parents[1] / "fixtures" / "forms"
ROW = ("排课", "照顾", "照顾亲友", "监管缺失", "高", "公示")
OTHER = ("考试", "泄题", "卖题", "", "中", "")
"""Rows of an inventory that most tests put into a file."""
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def sample(name: str) -> bytes:
    return (FORMS / f"{name}.docx").read_bytes()


def upload(client: TestClient, data: bytes, name: str = "自查表.docx", **fields: Any) -> Response:
    response: Response = client.post("/api/v1/imports", files={"file": (name, data, WORD)}, data=fields)
    return response


def uploaded(client: TestClient, data: bytes, **fields: Any) -> Any:
    """The dry run of an upload that is accepted."""
    response = upload(client, data, **fields)
    assert response.status_code == 201, response.text
    return response.json()


def choose(client: TestClient, found: Any, **choice: Any) -> Any:
    """The import with choices for its first form."""
    response = client.patch(
        f"/api/v1/imports/{found['id']}",
        json={"forms": [{"index": 0, **choice}]},
        headers={"If-Match": "now"},
    )
    assert response.status_code == 200, response.text
    return response.json()


def apply(client: TestClient, found: Any) -> Response:
    response: Response = client.post(
        f"/api/v1/imports/{found['id']}/application", headers={"If-Match": "now"}
    )
    return response


def applied(client: TestClient, found: Any) -> Any:
    """What the application did."""
    response = apply(client, found)
    assert response.status_code == 200, response.text
    return response.json()


def counts(found: Any) -> dict[str, int]:
    """Statuses that occur."""
    return {status: number for status, number in found["counts"].items() if number}


def preview(client: TestClient, found: Any) -> Any:
    response = client.get(f"{API}/imports/{found['id']}/reversal")
    assert response.status_code == 200, response.text
    return response.json()


def reverse(client: TestClient, found: Any, headers: dict[str, str] = NOW, **body: Any) -> Response:
    response: Response = client.post(f"{API}/imports/{found['id']}/reversal", json=body, headers=headers)
    return response


def taken_back(client: TestClient, found: Any, **body: Any) -> Any:
    response = reverse(client, found, **body)
    assert response.status_code == 200, response.text
    return response.json()


def outcomes(found: Any) -> dict[str, str]:
    """`risk 照顾` → what becomes of it."""
    return {f"{entry['kind']} {entry['name']}": entry["outcome"] for entry in found["entries"]}


def live(client: TestClient, path: str, **query: Any) -> Any:
    response = client.get(f"{API}/{path}", params=query)
    assert response.status_code == 200, response.text
    return response.json()
