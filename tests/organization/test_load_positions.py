"""POST /positions/bulk: what is loaded, what is refused, and that doing it twice changes nothing."""

from uuid import uuid4

import orjson
import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.access.models import ApiClient
from tests.conftest import SignIn
from tests.organization.loads import counts, faults, post, report, send, send_raw
from tests.organization.trail import codes, problem, traces
from tests.world import World

POSITIONS = "/api/v1/positions"


@pytest.fixture
def office(world: World, sign_in: SignIn) -> TestClient:
    """纪委办 at the keyboard."""
    return sign_in(world.cast.office)


def test_rows_are_created_updated_and_left_alone(office: TestClient, session: Session) -> None:
    first = send(office, "positions", [post("P1"), post("P2", duties=["保管"], key_area="finance")])
    second = send(office, "positions", [post("P1"), post("P2", duties=["保管", "盘点"]), post("P3")])
    assert (counts(first), counts(second)) == ((2, 0, 0, 0), (1, 1, 1, 0))
    stored = {row["code"]: row for row in office.get(f"{POSITIONS}?q=P").json()["items"]}
    assert stored["P2"]["duties"] == ["保管", "盘点"]
    assert stored["P2"]["key_area"] == "finance", "a field that is left out stays"
    assert (stored["P1"]["version"], stored["P2"]["version"]) == (1, 2)
    actions = [trace.action for trace in traces(session, "position.created", "position.updated")]
    assert actions == ["position.created", "position.created", "position.created", "position.updated"]
    assert traces(session, "position.updated")[0].details["fields"] == ["duties"]


def test_the_second_run_changes_nothing(office: TestClient, session: Session) -> None:
    rows = [post(f"P{number}", duties=["编制计划"], major_matters=["project"]) for number in range(20)]
    send(office, "positions", rows)
    before = len(traces(session))
    assert counts(send(office, "positions", rows)) == (0, 0, 20, 0)
    assert len(traces(session)) == before


def test_a_new_post_gets_its_level_at_once(office: TestClient) -> None:
    send(
        office,
        "positions",
        [post("P1", controls_money=True, discretion="wide", major_matters=["large_fund"])],
    )
    (row,) = office.get(f"{POSITIONS}?q=P1").json()["items"]
    assert row["risk_level"] is not None
    assert row["level_explanation"]


def test_one_bad_row_spoils_an_atomic_load(office: TestClient, session: Session) -> None:
    response = send(office, "positions", [post("P1"), post("P2", tier="科级"), post("P3")])
    body = report(response)
    assert (body["accepted"], body["created"], body["failed"]) == (False, 2, 1)
    assert office.get(f"{POSITIONS}?q=P").json()["total"] == 0
    assert traces(session, "position.created") == []


def test_best_effort_skips_the_bad_rows(office: TestClient) -> None:
    rows = [post("P1"), post("P2", tier="科级"), post("P3")]
    assert counts(send(office, "positions", rows, mode="best_effort")) == (2, 0, 0, 1)
    assert codes(office.get(f"{POSITIONS}?q=P").json()["items"]) == ["P1", "P3"]


def test_a_dry_run_reports_and_writes_nothing(office: TestClient, session: Session) -> None:
    rows = [post("P1"), post("P2", department_code="NO")]
    dry = send(office, "positions", rows, mode="best_effort", dry_run=True)
    assert office.get(f"{POSITIONS}?q=P").json()["total"] == 0
    assert traces(session, "position.") == []
    assert dry.json() == send(office, "positions", rows, mode="best_effort").json()


def test_every_fault_says_where_and_what(office: TestClient) -> None:
    rows = [
        post("P1", tier="科级"),
        post("P2", department_code="NO"),
        post("P3"),
        post("P3"),
        {"code": "P4"},
        post("P5", colour="red"),
        post("1.2E+11"),
        "P7",
        post("P8", duties=["好", ""]),
    ]
    response = send(office, "positions", rows)
    assert sorted(faults(response)) == [
        (1, "/0/tier", "enum"),
        (2, "/1/department_code", "unknown-department"),
        (4, "/3/code", "duplicate-key"),
        (5, "/4/department_code", "missing"),
        (5, "/4/name", "missing"),
        (5, "/4/tier", "missing"),
        (6, "/5/colour", "extra_forbidden"),
        (7, "/6/code", "string_pattern_mismatch"),
        (8, "/7", "dict_type"),
        (9, "/8/duties/1", "string_too_short"),
    ]
    messages = {error["pointer"]: error["message"] for error in response.json()["errors"]}
    assert messages["/0/tier"] == "“科级”不在可选范围内，可填：领导岗位、中层岗位、一般岗位。"
    assert messages["/3/code"] == "岗位编码 P3 在第 3 行和第 4 行重复，请只留一行。"
    assert "科学计数法" in messages["/6/code"]


def test_labels_are_understood_in_json(office: TestClient) -> None:
    row = post("P1", tier="中层岗位", key_area="财务管理", major_matters=["重大项目安排"], discretion="较大")
    assert counts(send(office, "positions", [row])) == (1, 0, 0, 0)
    (stored,) = office.get(f"{POSITIONS}?q=P1").json()["items"]
    assert (stored["tier"], stored["key_area"], stored["discretion"]) == ("middle", "finance", "wide")
    assert stored["major_matters"] == ["project"]


def test_ndjson_has_a_fault_for_a_broken_line(office: TestClient) -> None:
    lines = [orjson.dumps(post("P1")), b"{broken", b"", orjson.dumps(post("P2"))]
    response = send_raw(office, "positions", b"\n".join(lines), "application/x-ndjson", mode="best_effort")
    assert counts(response) == (2, 0, 0, 1)
    assert faults(response) == [(2, "/1", "syntax")]


def test_the_same_key_replays_the_answer(office: TestClient, session: Session) -> None:
    headers = {"Idempotency-Key": uuid4().hex}
    first = office.post(f"{POSITIONS}/bulk", json=[post("P1")], headers=headers)
    again = office.post(f"{POSITIONS}/bulk", json=[post("P1")], headers=headers)
    assert again.headers["idempotent-replayed"] == "true"
    assert again.json() == first.json()
    other = office.post(f"{POSITIONS}/bulk", json=[post("P2")], headers=headers)
    problem(other, 422, "idempotency-mismatch")
    problem(office.post(f"{POSITIONS}/bulk", json=[post("P1")]), 400, "idempotency-key-required")


def test_a_moved_post_names_the_former_department(world: World, office: TestClient, session: Session) -> None:
    row = {"code": "JWC-03", "name": "教材管理岗", "department_code": "CWC", "tier": "general"}
    assert counts(send(office, "positions", [row])) == (0, 1, 0, 0)
    (trace,) = traces(session, "position.updated")
    assert trace[1:4] == (world.textbook_post, world.finance, world.academic)


def test_retired_things_are_not_touched(world: World, office: TestClient) -> None:
    for path in (f"positions/{world.procurement_post}", f"departments/{world.informatics}"):
        body = {"reason": "机构调整"}
        retired = office.post(f"/api/v1/{path}/retirement", json=body, headers={"If-Match": "now"})
        assert retired.status_code == 200
    rows = [
        post("ZCC-CG-01", department_code="ZCC-CG"),
        post("P1", department_code="XXX"),
    ]
    assert faults(send(office, "positions", rows)) == [
        (1, "/0/code", "retired"),
        (2, "/1/department_code", "retired-department"),
    ]


def test_a_system_loads_within_its_subtree(world: World, sign_in: SignIn, session: Session) -> None:
    client = session.get_one(ApiClient, world.cast.oa.id)
    client.department_id = world.academic
    session.add(client)
    session.flush()
    system = sign_in(world.cast.oa)
    rows = [
        post("P1"),
        post("P2", department_code="CWC"),
        post("CWC-05"),
        post("NEW", department_code="ZCC-CG"),
    ]
    response = send(system, "positions", rows, mode="best_effort")
    assert counts(response) == (1, 0, 0, 3)
    assert {code for _, _, code in faults(response)} == {"out-of-reach"}


def test_a_liaison_does_not_load(world: World, sign_in: SignIn) -> None:
    problem(send(sign_in(world.cast.li), "positions", [post("P1")]), 403, "forbidden")


@pytest.mark.parametrize(
    ("content", "media", "status", "slug"),
    [
        (b'{"code": "P1"}', "application/json", 422, "validation"),
        (b"<rows/>", "application/xml", 415, "unsupported-media-type"),
        (b"", "text/csv", 422, "bad-sheet"),
        (b"\xd0\xcf\x11\xe0", "application/json", 400, "bad-json"),
    ],
)
def test_other_bodies_are_refused(
    office: TestClient, content: bytes, media: str, status: int, slug: str
) -> None:
    problem(send_raw(office, "positions", content, media), status, slug)


def test_nothing_is_a_load_too(office: TestClient) -> None:
    assert counts(send(office, "positions", [])) == (0, 0, 0, 0)
