"""GET /overview/progress: the seven steps of every department in reach, what is missing, whom to nudge."""

from typing import Any

from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.kit.table import today
from tests.announcements.announcing import API as ANNOUNCEMENTS
from tests.announcements.announcing import announce, let_pass, made, send
from tests.campaigns.rounds import running, simple
from tests.communications.cases import nudge
from tests.conftest import SignIn
from tests.organization.merging import merged
from tests.risks.sheets import ROW, act, decide, filled_sheet
from tests.world import World

Found = dict[str, Any]


def progress(client: TestClient, **params: Any) -> dict[int, Found]:
    """Departments by id."""
    answer = client.get("/api/v1/overview/progress", params=params)
    assert answer.status_code == 200, answer.text
    return {item["department_id"]: item for item in answer.json()["items"]}


def steps(row: Found) -> dict[str, tuple[int, int, bool]]:
    return {one["step"]: (one["done"], one["total"], one["is_done"]) for one in row["steps"]}


def test_it_works(world: World, sign_in: SignIn) -> None:
    li, wang, chen = (sign_in(who) for who in (world.cast.li, world.cast.wang, world.cast.chen))
    running(sign_in(world.cast.office), year=today().year)
    before = progress(li)[world.academic]
    assert steps(before) == {
        "duties": (1, 3, False),
        "flows": (0, 0, False),
        "risks": (0, 4, False),
        "forms": (0, 4, False),
        "reviews": (0, 4, False),
        "register": (0, 0, False),
        "publicity": (0, 2, False),
    }
    assert before["next_step"] == "duties"
    assert before["laggards_count"] == 3
    late = {one["person_name"]: (one["position_name"], one["state"]) for one in before["laggards"]}
    assert late["王老师"] == ("教材管理岗", None)
    assert (before["head"]["person_name"], before["liaisons"][0]["person_name"]) == ("陈处长", "李联络")
    sheet = act(wang, filled_sheet(wang, world, [ROW], year=today().year), "submission").json()
    submitted = progress(li)[world.academic]
    assert [steps(submitted)[name][0] for name in ("risks", "forms", "reviews")] == [1, 1, 0]
    assert "王老师" not in {one["person_name"] for one in submitted["laggards"]}
    assert decide(chen, sheet, "approve").status_code == 201
    approved = steps(progress(li)[world.academic])
    assert approved["reviews"][0] == 1
    assert approved["register"] == (0, 1, False)


def test_the_register_is_announced_to_the_end(world: World, sign_in: SignIn, session: Session) -> None:
    """公示上报 is the seventh step (handout.txt line 250): of the department itself, or with the college."""
    li, wang = sign_in(world.cast.li), sign_in(world.cast.wang)
    sheet = act(wang, filled_sheet(wang, world, [ROW], year=today().year), "submission").json()
    assert decide(sign_in(world.cast.chen), sheet, "approve").status_code == 201
    announcement = made(announce(li, world.academic, year=today().year))
    assert steps(progress(li)[world.academic])["publicity"] == (0, 1, False)
    let_pass(session)
    session.commit()
    made(send(li, f"{ANNOUNCEMENTS}/{announcement['id']}/ending"))
    assert steps(progress(li)[world.academic])["publicity"] == (1, 1, True)
    office = sign_in(world.cast.office)
    assert steps(progress(office)[world.finance])["publicity"] == (0, 1, False)
    whole = made(announce(office, world.college, year=today().year))
    let_pass(session)
    session.commit()
    made(send(office, f"{ANNOUNCEMENTS}/{whole['id']}/ending"))
    assert steps(progress(office)[world.finance])["publicity"] == (1, 1, True)


def test_a_sheet_sent_back_lags_again(world: World, sign_in: SignIn) -> None:
    wang, chen = sign_in(world.cast.wang), sign_in(world.cast.chen)
    sheet = act(wang, filled_sheet(wang, world, [ROW], year=today().year), "submission").json()
    assert decide(chen, sheet, "send_back", reasons=["shallow"]).status_code == 201
    row = progress(chen)[world.academic]
    late = {one["person_name"]: (one["inventory_id"], one["state"]) for one in row["laggards"]}
    assert late["王老师"] == (sheet["id"], "sent_back")
    assert steps(row)["forms"][0] == 0


def test_nudges_show_when_somebody_was_reminded(world: World, sign_in: SignIn) -> None:
    office, li = sign_in(world.cast.office), sign_in(world.cast.li)
    row = progress(li)[world.academic]
    assert (row["nudged_at"], row["unseen_nudges"]) == (None, 0)
    assert nudge(office, world.academic).status_code == 201
    row = progress(li)[world.academic]
    assert row["nudged_at"] is not None
    assert row["unseen_nudges"] == 1


def test_other_years_stand_alone(world: World, sign_in: SignIn) -> None:
    wang = sign_in(world.cast.wang)
    filled_sheet(wang, world, [ROW], year=today().year)
    row = progress(sign_in(world.cast.li), year=today().year - 1)[world.academic]
    assert steps(row)["risks"] == (0, 4, False)


def test_a_later_merger_leaves_the_years_before_as_they_were(world: World, sign_in: SignIn) -> None:
    office, last = sign_in(world.cast.office), today().year - 1
    running(office, year=last)

    def of_last_year() -> dict[int, Found]:
        """What its sheets say; what a unit that is gone had not handed in by then, nobody owes any more."""
        counted = ("risks", "forms", "reviews")
        rows = progress(office, year=last).items()
        return {unit: {step: steps(row)[step] for step in counted} for unit, row in rows}

    before = of_last_year()
    assert before[world.finance]["risks"][1] > 1
    merged(office, world.finance, world.academic)
    assert of_last_year() == before
    now_there = progress(office, year=today().year)
    assert world.finance not in now_there
    assert steps(now_there[world.academic])["risks"][1] > before[world.academic]["risks"][1]


def test_everybody_sees_his_own_departments(world: World, sign_in: SignIn) -> None:
    simple(sign_in(world.cast.office))
    all_of_them = {world.academic, world.assets, world.finance, world.informatics}
    for who in (world.cast.office, world.cast.dean, world.cast.supervisor):
        assert set(progress(sign_in(who))) == all_of_them
    for who in (world.cast.li, world.cast.chen, world.cast.lin):
        assert set(progress(sign_in(who))) == {world.academic}
    assert progress(sign_in(world.cast.wang)) == {}
    assert progress(sign_in(world.cast.li), department_id=world.finance) == {}
    for stranger in (world.cast.oa, world.cast.system_admin):
        assert sign_in(stranger).get("/api/v1/overview/progress").status_code == 403


def test_it_pages_and_filters(world: World, sign_in: SignIn) -> None:
    office = sign_in(world.cast.office)
    answer = office.get("/api/v1/overview/progress", params={"size": 3, "page": 2}).json()
    assert (len(answer["items"]), answer["total"]) == (1, 4)
    assert progress(office, is_behind=False) == {}
    assert len(progress(office, is_behind=True)) == 4


def test_unknown_parameters_are_refused(world: World, sign_in: SignIn) -> None:
    office = sign_in(world.cast.office)
    for params in ({"jahr": 2026}, {"year": 1999}, {"size": 0}, {"is_behind": "vielleicht"}):
        assert office.get("/api/v1/overview/progress", params=params).status_code == 422
