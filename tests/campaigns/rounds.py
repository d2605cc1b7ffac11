"""Steps the tests of campaigns share."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from fastapi.testclient import TestClient
from httpx import Response

from backend.campaigns.deliverables.rules import minute_of
from backend.kit.table import now
from tests.world import World

API = "/api/v1"
PDF = b"%PDF-1.7\n% a page\n%%EOF\n"
ANY = {"If-Match": "now"}
_keys = count()
Found = dict[str, Any]


def key() -> dict[str, str]:
    """A fresh Idempotency-Key, on whatever version there is."""
    return ANY | {"Idempotency-Key": f"campaign-test-{next(_keys)}"}


def ok(answer: Response) -> Any:
    """The body of an answer that must be a success."""
    assert answer.is_success, answer.text
    return answer.json()


def problem(answer: Response) -> tuple[int, str]:
    """Status and slug of an answer that must be a problem."""
    return answer.status_code, answer.json()["type"].removeprefix("/problems/")


def draft(office: TestClient, **changes: Any) -> Found:
    """A campaign of 2026 from the opinion's template, being prepared."""
    found: Found = ok(office.post(f"{API}/campaigns", json={"year": 2026} | changes))
    return found


def running(office: TestClient, **changes: Any) -> Found:
    """The same, started."""
    return start(office, draft(office, **changes))


def start(office: TestClient, campaign: Found) -> Found:
    """Starts a campaign."""
    found: Found = ok(office.post(f"{API}/campaigns/{campaign['id']}/launch", headers=key()))
    return found


def end(office: TestClient, campaign: Found) -> Found:
    """Ends a campaign."""
    body = {"reason": "本年度工作结束"}
    found: Found = ok(office.post(f"{API}/campaigns/{campaign['id']}/ending", json=body, headers=key()))
    return found


def in_minutes(minutes: int) -> datetime:
    """A whole minute from now."""
    return minute_of(now()) + timedelta(minutes=minutes)


def simple(office: TestClient, minutes: int = 600, **changes: Any) -> Found:
    """A running campaign's one deliverable of one part, due so many minutes from now, owed by 处室 and 系部."""
    name = f"专项活动 {next(_keys)}"
    campaign = draft(office, template="blank", name=name)
    stage = {"campaign_id": campaign["id"], "kind": "other", "name": "准备"}
    ok(office.post(f"{API}/campaign-stages", json=stage))
    body = {
        "campaign_id": campaign["id"],
        "kind": "other",
        "name": "情况报告",
        "parts": [{"key": "report", "name": "书面报告"}],
        "department_kinds": ["office", "faculty"],
        "due_at": in_minutes(minutes).isoformat(),
    }
    made: Found = ok(office.post(f"{API}/deliverables", json=body | changes))
    start(office, campaign)
    return made


def begun(client: TestClient, deliverable: Found, department_id: int) -> Found:
    """A submission with nothing in it yet."""
    body = {"deliverable_id": deliverable["id"], "department_id": department_id}
    found: Found = ok(client.post(f"{API}/submissions", json=body))
    return found


def upload(
    client: TestClient, submission: Found, part: str = "report", role: str = "electronic", **file: Any
) -> Response:
    """Puts one file in."""
    given = (file.get("name", "报告.pdf"), file.get("data", PDF), "application/octet-stream")
    answer: Response = client.post(
        f"{API}/submissions/{submission['id']}/files",
        files={"file": given},
        data={"part": part, "role": role},
    )
    return answer


def move(client: TestClient, submission: Found, step: str, body: Any = None) -> Response:
    """Runs one step on the version at hand."""
    path = f"{API}/submissions/{submission['id']}/{step}"
    headers = key() | {"If-Match": f'"v{submission["version"]}"'}
    answer: Response = client.post(path, json=body, headers=headers)
    return answer


def submitted(client: TestClient, deliverable: Found, department_id: int) -> Found:
    """A submission handed in with one file."""
    made = ok(upload(client, begun(client, deliverable, department_id)))
    found: Found = ok(move(client, made, "delivery"))
    return found


def owed(client: TestClient, world: World, **filters: Any) -> dict[int, Found]:
    """Obligations by department."""
    items = ok(client.get(f"{API}/obligations", params=filters))["items"]
    return {item["department_id"]: item for item in items}
