"""The office enters each year's holidays and 调休 days (requirements D28)."""

from typing import Any

from fastapi.testclient import TestClient

from tests.access.witnesses import codes
from tests.campaigns.rounds import ANY, API, ok, problem
from tests.conftest import SignIn
from tests.world import World

PATH = f"{API}/work-calendars/2025"
AUTUMN = [{"day_on": f"2025-10-0{day}", "kind": "holiday", "name": "国庆节、中秋节"} for day in range(1, 9)]
WORKED = [{"day_on": day, "kind": "workday"} for day in ("2025-09-28", "2025-10-11")]


def enter(client: TestClient, days: list[dict[str, Any]], version: int = 0) -> Any:
    return client.put(PATH, json={"days": days}, headers={"If-Match": f'"v{version}"'})


def reckon(client: TestClient, **query: Any) -> Any:
    return ok(client.get(f"{API}/working-days", params=query))


def test_it_works(world: World, sign_in: SignIn, office: TestClient) -> None:
    made = ok(enter(office, AUTUMN + WORKED))
    assert made["days"][0] == {"day_on": "2025-09-28", "kind": "workday", "name": ""}
    assert made["working_days_count"] == 261 - 6 + 2
    assert made["version"] == 1
    wang = sign_in(world.cast.wang)
    assert ok(wang.get(PATH)) == made
    assert reckon(wang, from_on="2025-09-30", days=3) == {
        "from_on": "2025-09-30",
        "to_on": "2025-10-11",
        "days": 3,
        "is_from_working": True,
        "is_to_working": True,
        "is_entered": True,
    }
    assert reckon(wang, from_on="2025-09-26", to_on="2025-10-09")["days"] == 4


def test_a_year_nobody_entered_has_only_weekends(office: TestClient) -> None:
    empty = ok(office.get(PATH))
    assert (empty["version"], empty["days"], empty["working_days_count"]) == (0, [], 261)
    found = reckon(office, from_on="2025-09-30", days=1)
    assert (found["to_on"], found["is_entered"]) == ("2025-10-01", False)


def test_a_year_is_replaced_as_a_whole(office: TestClient) -> None:
    ok(enter(office, AUTUMN))
    again = ok(enter(office, WORKED, version=1))
    assert (again["version"], len(again["days"])) == (2, 2)
    assert ok(enter(office, [], version=2))["days"] == []


def test_nobody_overwrites_another(office: TestClient) -> None:
    ok(enter(office, AUTUMN))
    assert problem(enter(office, WORKED)) == (412, "stale")
    assert office.put(PATH, json={"days": []}).status_code == 428
    assert len(ok(office.get(PATH))["days"]) == 8


def test_only_the_office_enters_it(world: World, sign_in: SignIn) -> None:
    for who in (world.cast.wang, world.cast.li, world.cast.chen, world.cast.lin):
        assert enter(sign_in(who), AUTUMN).status_code == 403


def test_bad_input_is_refused(office: TestClient) -> None:
    assert codes(enter(office, [{"day_on": "2026-10-01", "kind": "holiday"}])) == [
        ("/days/0/day_on", "other-year")
    ]
    assert codes(enter(office, [AUTUMN[0], AUTUMN[0]])) == [("/days", "value_error")]
    assert codes(enter(office, [{"day_on": "2025-02-30", "kind": "holiday"}]))[0][0] == "/days/0/day_on"
    assert codes(enter(office, [{"day_on": "2025-10-01", "kind": "rest"}])) == [("/days/0/kind", "enum")]
    assert codes(office.get(f"{API}/working-days?from_on=2025-01-01")) == [("query", "value_error")]
    both = "from_on=2025-01-01&days=1&to_on=2025-02-01"
    assert codes(office.get(f"{API}/working-days?{both}")) == [("query", "value_error")]
    assert office.get(f"{API}/work-calendars/1999").status_code == 422


def test_a_year_without_any_working_day_is_noticed(office: TestClient) -> None:
    for year in (2025, 2026):
        days = [
            {"day_on": f"{year}-{month:02d}-{day:02d}", "kind": "holiday"}
            for month in range(1, 13)
            for day in range(1, 32)
            if day <= 28 or (month != 2 and (day <= 30 or month in (1, 3, 5, 7, 8, 10, 12)))
        ]
        path = f"{API}/work-calendars/{year}"
        assert ok(office.put(path, json={"days": days}, headers=ANY))["working_days_count"] == 0
    refused = office.get(f"{API}/working-days?from_on=2025-01-01&days=1")
    assert codes(refused) == [("days", "no-working-day")]
