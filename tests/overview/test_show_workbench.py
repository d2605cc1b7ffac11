"""The first glance: numbers within reach, and what to do next."""

from backend.kit.table import today
from tests.conftest import SignIn
from tests.risks.sheets import ROW, filled_sheet
from tests.world import World


def test_it_works(world: World, sign_in: SignIn) -> None:
    bench = sign_in(world.cast.wang).get("/api/v1/overview/workbench").json()
    assert bench["year"] == today().year
    assert bench["progress"]["expected"] == 1
    todo = bench["todos"][0]
    assert (todo["kind"], todo["target_kind"], todo["target_id"]) == (
        "fill_sheet",
        "position",
        world.textbook_post,
    )
    assert bench["headline"].endswith("您有 1 件事待办。")


def test_staff_counts_own_points_before_and_after_they_are_assessed(world: World, sign_in: SignIn) -> None:
    wang = sign_in(world.cast.wang)
    sheet = filled_sheet(wang, world, [ROW], year=today().year)
    bench = wang.get("/api/v1/overview/workbench").json()
    assert bench["levels"] == {"total": 1, "high": 0, "medium": 0, "low": 0, "unassessed": 1}
    judged = {
        "risk_point_id": sheet["rows"][0]["id"],
        "likelihood": "high",
        "consequence": "crime",
        "step": "self_check",
    }
    assert wang.post("/api/v1/assessments", json=judged).status_code == 201
    bench = wang.get("/api/v1/overview/workbench").json()
    assert (bench["levels"]["high"], bench["levels"]["unassessed"]) == (1, 0)
    assert [cell["count"] for cell in bench["matrix"] if cell["count"]] == [1]


def test_the_matrix_is_coloured_by_the_official_rule(world: World, sign_in: SignIn) -> None:
    matrix = sign_in(world.cast.office).get("/api/v1/overview/workbench").json()["matrix"]
    levels = {(cell["likelihood"], cell["consequence"]): cell["level"] for cell in matrix}
    assert len(matrix) == 9
    assert levels["small", "crime"] == "high"
    assert levels["small", "internal"] == "low"


def test_reach_bounds_the_numbers(world: World, sign_in: SignIn) -> None:
    office = sign_in(world.cast.office).get("/api/v1/overview/workbench").json()
    head = sign_in(world.cast.chen).get("/api/v1/overview/workbench").json()
    assert head["progress"]["expected"] < office["progress"]["expected"]


def test_clients_and_administrators_have_none(world: World, sign_in: SignIn) -> None:
    for who in (world.cast.oa, world.cast.system_admin, world.cast.audit_admin):
        assert sign_in(who).get("/api/v1/overview/workbench").status_code == 403


def test_search_respects_reach(world: World, sign_in: SignIn) -> None:
    hits = sign_in(world.cast.office).get("/api/v1/search", params={"q": "教材"}).json()["items"]
    assert ("position", world.textbook_post) in {(hit["kind"], hit["id"]) for hit in hits}
    assert sign_in(world.cast.office).get("/api/v1/search", params={"q": "%"}).json()["items"] == []


def test_an_unknown_parameter_is_an_error(world: World, sign_in: SignIn) -> None:
    answer = sign_in(world.cast.wang).get("/api/v1/overview/workbench", params={"jahr": 2026})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "jahr"
