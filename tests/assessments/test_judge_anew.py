"""After a sheet was sent back to be searched anew the judgements of before no longer decide; they stay readable."""

from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from backend.assessments.rules import AssessmentStep, place
from backend.kit.db import Database
from tests.assessments.test_create_assessment import API, assess
from tests.assessments.test_decide_levels import item, record
from tests.conftest import SignIn
from tests.reviews.sheets import meeting
from tests.risks.sheets import POINTS, act, decide
from tests.world import World

Sheet = dict[str, Any]
HIGH: dict[str, Any] = {"likelihood": "high", "consequence": "crime"}
LOW: dict[str, Any] = {"likelihood": "small", "consequence": "internal"}


def panel(client: TestClient, sheet: Sheet) -> Any:
    """The judgements of the first row."""
    return client.get(f"{POINTS}/{sheet['rows'][0]['id']}/assessments").json()


def level(client: TestClient, sheet: Sheet) -> str | None:
    """What stands on the first row."""
    found: str | None = client.get(f"{POINTS}/{sheet['rows'][0]['id']}").json()["level"]
    return found


def order_redo(client: TestClient, sheet: Sheet) -> Response:
    """责令重新查找、评估."""
    answer: Response = client.post(
        f"/api/v1/reviews/{sheet['review_id']}/decisions",
        json={"decision": "send_back", "reasons": ["unreasonable_level"]},
        headers={"If-Match": "now", "Idempotency-Key": uuid4().hex},
    )
    assert answer.status_code == 201, answer.text
    return answer


@pytest.fixture
def office(world: World, sign_in: SignIn) -> TestClient:
    """The office, which records what the leadership decides and orders sheets to be searched anew."""
    return sign_in(world.cast.office)


@pytest.fixture
def decided(database: Database, world: World, sign_in: SignIn, office: TestClient, approved: Sheet) -> Sheet:
    """An approved sheet whose first row the head found low and the leadership high; then sent back."""
    assert assess(sign_in(world.cast.chen), approved, "department_review", **LOW).status_code == 201
    answer = record(office, meeting(database, world), items=[item(approved, **HIGH)])
    assert (answer.status_code, answer.json()["items"][0]["round"]) == (201, 1)
    order_redo(office, approved)
    return approved


def test_it_works(
    wang: TestClient, world: World, sign_in: SignIn, office: TestClient, decided: Sheet
) -> None:
    assert (level(wang, decided), panel(wang, decided)["round"]) == ("high", 2), "nobody has judged anew yet"
    assert [one["stands"] for one in panel(wang, decided)["items"]] == [True, False]
    anew = assess(wang, decided, "self_check", likelihood="small", consequence="discipline").json()
    assert (anew["round"], anew["stands"], level(wang, decided)) == (2, True, "medium")
    assert act(wang, decided, "submission").status_code == 200
    by_head = assess(sign_in(world.cast.chen), decided, "department_review", **LOW).json()
    assert (by_head["round"], by_head["stands"], level(wang, decided)) == (2, True, "low")
    history = panel(office, decided)["items"]
    assert [(one["round"], one["step"], one["stands"]) for one in history] == [
        (2, "department_review", True),
        (2, "self_check", False),
        (1, "leadership_decision", False),
        (1, "department_review", False),
    ]


def test_the_leadership_decides_the_new_round_as_well(
    database: Database, wang: TestClient, world: World, sign_in: SignIn, office: TestClient, decided: Sheet
) -> None:
    assess(wang, decided, "self_check", **LOW)
    submitted = act(wang, decided, "submission").json()
    assert decide(sign_in(world.cast.chen), submitted, "approve").status_code == 201
    held = meeting(database, world)
    second = record(office, held, items=[item(decided)]).json()["items"][0]
    assert (second["round"], second["stands"], level(wang, decided)) == (2, True, "medium")
    late = assess(sign_in(world.cast.chen), decided, "department_review", **HIGH).json()
    assert (late["stands"], level(wang, decided)) == (False, "medium"), "within a round the steps outrank"


def test_rows_nobody_judges_anew_keep_what_stands(wang: TestClient, decided: Sheet) -> None:
    other = decided | {"rows": decided["rows"][1:]}
    assert assess(wang, other, "self_check", **LOW).status_code == 201
    assert (level(wang, other), level(wang, decided)) == ("low", "high")


def test_taking_a_sheet_back_begins_no_round(
    wang: TestClient, world: World, sign_in: SignIn, submitted: Sheet
) -> None:
    """Or its filler could rid himself of what others found."""
    found = assess(sign_in(world.cast.chen), submitted, "department_review", **HIGH).json()
    assert act(wang, submitted, "withdrawal").status_code == 200
    own = assess(wang, submitted, "self_check", **LOW).json()
    assert (found["round"], own["round"], own["stands"], level(wang, submitted)) == (1, 1, False, "high")


def test_the_last_of_a_batch_stands_in_its_round(wang: TestClient, decided: Sheet) -> None:
    body = {"risk_point_id": decided["rows"][0]["id"], "step": "self_check"}
    answer = wang.post(f"{API}/batch", json={"items": [body | HIGH, body | LOW]})
    assert [(one["round"], one["stands"]) for one in answer.json()["items"]] == [(2, False), (2, True)]
    assert level(wang, decided) == "low"


def test_nobody_names_a_round(wang: TestClient, sheet: Sheet) -> None:
    assert assess(wang, sheet, "self_check", round=9).status_code == 422


def test_strangers_learn_nothing_of_it(world: World, sign_in: SignIn, decided: Sheet) -> None:
    client = sign_in(world.cast.outsider)
    assert client.get(f"{POINTS}/{decided['rows'][0]['id']}/assessments").status_code == 404
    assert client.get(f"{API}?risk_point_id={decided['rows'][0]['id']}").json()["total"] == 0


def test_later_rounds_go_beyond_every_step() -> None:
    places = [place(number, step) for number in (1, 2, 3) for step in AssessmentStep]
    assert places == sorted(set(places))
