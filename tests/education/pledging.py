"""Short ways to publish a wording and to sign it."""

from itertools import count
from typing import Any

from fastapi.testclient import TestClient
from httpx import Response

API = "/api/v1"
TEXT = "本人郑重承诺，依法依规履行岗位职责，自觉接受各方面的监督。"
OTHER_TEXT = "本人郑重承诺，严格执行岗位的各项防控措施，发现风险及时报告。"
_keys = count()
Found = dict[str, Any]


def publish(office: TestClient, text: str = TEXT, **more: Any) -> Found:
    answer = office.post(f"{API}/pledge-texts", json={"text": text} | more)
    assert answer.status_code == 201, answer.text
    found: Found = answer.json()
    return found


def duties(client: TestClient, **params: Any) -> list[Found]:
    answer = client.get(f"{API}/pledge-duties", params=params)
    assert answer.status_code == 200, answer.text
    items: list[Found] = answer.json()["items"]
    return items


def mine(client: TestClient) -> Found:
    """The caller's only post."""
    (duty,) = duties(client, mine=True)
    return duty


def sign(client: TestClient, duty: Found, **changes: Any) -> Response:
    body = {"text_number": duty["text_number"], "pledges": True} | changes
    headers = {"Idempotency-Key": f"pledge-{next(_keys)}"}
    answer: Response = client.post(f"{API}/pledge-duties/{duty['id']}/signature", json=body, headers=headers)
    return answer


def signed(client: TestClient, duty: Found) -> Found:
    answer = sign(client, duty)
    assert answer.status_code == 201, answer.text
    found: Found = answer.json()
    return found
