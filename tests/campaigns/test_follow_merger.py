"""When departments merge, what was handed in stays; what was being prepared goes on in the new department."""

from fastapi.testclient import TestClient
from sqlmodel import Session

from tests.campaigns.rounds import API, begun, move, ok, owed, simple, submitted, upload
from tests.conftest import SignIn
from tests.organization.merging import merged
from tests.organization.trail import problem, traces
from tests.world import World


def test_it_works(
    world: World, office: TestClient, li: TestClient, sign_in: SignIn, session: Session
) -> None:
    due = simple(office)
    made = ok(upload(li, begun(li, due, world.academic)))
    zhou = sign_in(world.cast.other_liaison)
    problem(zhou.get(f"{API}/submissions/{made['id']}"), 404, "not-found")
    merged(office, world.academic, world.finance)
    rows = owed(office, world)
    assert (world.academic in rows, rows[world.finance]["submission_id"]) == (False, made["id"])
    seen = ok(zhou.get(f"{API}/submissions/{made['id']}"))
    assert (seen["department_name"], len(seen["files"])) == ("财务处", 1)
    sent = ok(move(zhou, seen, "delivery"))
    assert sent["state"] == "submitted"
    [trace] = traces(session, "submission.updated")
    assert (trace.department_id, trace.former_department_id) == (world.finance, world.academic)


def test_strangers_see_no_more(world: World, office: TestClient, li: TestClient, sign_in: SignIn) -> None:
    made = begun(li, simple(office), world.academic)
    merged(office, world.academic, world.finance)
    for who in (world.cast.li, world.cast.chen, world.cast.outsider):
        problem(sign_in(who).get(f"{API}/submissions/{made['id']}"), 403, "forbidden")


def test_what_was_handed_in_stays(world: World, office: TestClient, li: TestClient, sign_in: SignIn) -> None:
    due = simple(office)
    sent = submitted(li, due, world.academic)
    merged(office, world.academic, world.finance)
    rows = owed(office, world)
    assert (rows[world.academic]["standing"], rows[world.finance]["standing"]) == ("submitted", "due")
    head = sign_in(world.cast.other_head)
    assert ok(head.get(f"{API}/submissions/{sent['id']}"))["department_name"] == "教务处"
    assert (
        ok(move(office, ok(office.get(f"{API}/submissions/{sent['id']}")), "receipt"))["state"] == "received"
    )


def test_the_new_departments_own_work_is_not_touched(
    world: World, office: TestClient, li: TestClient, sign_in: SignIn
) -> None:
    due = simple(office)
    theirs = begun(sign_in(world.cast.other_liaison), due, world.finance)
    old = begun(li, due, world.academic)
    merged(office, world.academic, world.finance)
    rows = owed(office, world)
    assert (rows[world.finance]["submission_id"], world.academic in rows) == (theirs["id"], False)
    assert ok(office.get(f"{API}/submissions/{old['id']}"))["department_name"] == "教务处"


def test_what_the_new_department_does_not_owe_stays(world: World, office: TestClient, li: TestClient) -> None:
    due = simple(office, department_kinds=["office"])
    old = begun(li, due, world.academic)
    merged(office, world.academic, world.informatics)
    assert world.informatics not in owed(office, world)
    assert ok(office.get(f"{API}/submissions/{old['id']}"))["department_name"] == "教务处"
