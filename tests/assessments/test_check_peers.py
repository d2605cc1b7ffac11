"""互相查: colleagues of a department look at what the others have handed in (opinion.txt line 55)."""

from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlmodel import Session

from backend.access.models import Grant
from backend.access.rules import GrantSource, Role
from backend.kit.rows import insert_row
from backend.kit.table import now, table_of, today
from backend.organization.queries import PEOPLE
from tests.assessments.drives import close_year
from tests.assessments.test_create_assessment import API, assess, offered
from tests.cast import Member
from tests.conftest import SignIn
from tests.risks.sheets import API as SHEETS
from tests.risks.sheets import POINTS, ROW, act, department_sheet, filled_sheet, take_post
from tests.risks.sheets import decide as sign
from tests.world import World

Sheet = dict[str, Any]


def grant_staff(session: Session, member: Member) -> None:
    """Everybody on the roster is staff besides what he is charged with (`POST_ROLES`)."""
    values = {"user_id": member.user_id, "role": Role.staff, "source": GrantSource.post}
    insert_row(session, table_of(Grant), values | {"granted_at": now()})


@pytest.fixture
def colleague(session: Session, world: World, sign_in: SignIn) -> TestClient:
    """外人 moved to 教务处: plain staff there, with the grants of no other charge."""
    moved = sa.update(PEOPLE).where(PEOPLE.c.id == world.cast.outsider.person_id)
    session.execute(moved.values(department_id=world.academic))
    return sign_in(world.cast.outsider)


def listed(client: TestClient, query: str = "") -> list[int]:
    """Ids of the register's points."""
    answer = client.get(f"{POINTS}{query}")
    assert answer.status_code == 200, answer.text
    return sorted(one["id"] for one in answer.json()["items"])


def point_of(sheet: Sheet) -> str:
    """The first row's path."""
    return f"{POINTS}/{sheet['rows'][0]['id']}"


def test_a_colleague_checks_what_was_handed_in(colleague: TestClient, submitted: Sheet) -> None:
    ids = sorted(row["id"] for row in submitted["rows"])
    assert listed(colleague, "?peers=true") == ids
    assert listed(colleague) == ids
    page = colleague.get(point_of(submitted))
    assert (page.status_code, page.json()["allowed_actions"]) == (200, [])
    assert offered(colleague, submitted) == ["peer_check"]
    answer = assess(colleague, submitted, "peer_check", likelihood="high", opinion="供应商由一人联系")
    assert answer.status_code == 201, answer.text
    assert (answer.json()["level"], answer.json()["stands"]) == ("high", True)
    panel = colleague.get(f"{point_of(submitted)}/assessments").json()
    assert [one["opinion"] for one in panel["items"]] == ["供应商由一人联系"]
    assert panel["opens_sheet"] is False
    assert colleague.get(f"{API}/{answer.json()['id']}").status_code == 200
    assert colleague.get(f"{API}?mine=true&step=peer_check").json()["total"] == 1


def test_a_whole_sheet_at_once(colleague: TestClient, submitted: Sheet) -> None:
    factors = {"step": "peer_check", "likelihood": "small", "consequence": "internal"}
    items = [{"risk_point_id": row["id"]} | factors for row in submitted["rows"]]
    answer = colleague.post(f"{API}/batch", json={"items": items})
    assert (answer.status_code, len(answer.json()["items"])) == (201, 2), answer.text


def test_an_approved_sheet_is_checked_too(colleague: TestClient, approved: Sheet) -> None:
    assert offered(colleague, approved) == ["peer_check"]
    assert assess(colleague, approved, "peer_check").status_code == 201


def test_a_post_in_the_department_makes_a_colleague(
    session: Session, world: World, sign_in: SignIn, submitted: Sheet
) -> None:
    outsider = sign_in(world.cast.outsider)
    assert assess(outsider, submitted, "peer_check").status_code == 404
    take_post(session, world.cast.outsider.person, world.head_post)
    assert assess(outsider, submitted, "peer_check").status_code == 201


def test_the_liaison_is_a_colleague(world: World, sign_in: SignIn, submitted: Sheet) -> None:
    li = sign_in(world.cast.li)
    assert offered(li, submitted) == ["peer_check"]
    assert assess(li, submitted, "peer_check").status_code == 201
    assert assess(li, submitted, "department_review").status_code == 403
    assert li.get(f"{point_of(submitted)}/assessments").json()["opens_sheet"] is True
    assert listed(li, "?peers=true") == sorted(row["id"] for row in submitted["rows"])


def test_the_head_is_checked_by_his_colleagues(
    session: Session, wang: TestClient, world: World, sign_in: SignIn
) -> None:
    chen = sign_in(world.cast.chen)
    own = filled_sheet(chen, world, [ROW], position_id=world.head_post)
    assert act(chen, own, "submission").status_code == 200
    assert assess(wang, own, "peer_check").status_code == 201
    grant_staff(session, world.cast.chen)
    assert assess(chen, own, "peer_check").status_code == 403


@pytest.mark.parametrize("step", ["self_check", "department_review", "public_comment"])
def test_no_other_step_is_a_colleagues(colleague: TestClient, submitted: Sheet, step: str) -> None:
    assert assess(colleague, submitted, step).status_code == 403


def test_nothing_else_of_the_sheet_is_shown(
    colleague: TestClient, world: World, sign_in: SignIn, submitted: Sheet
) -> None:
    reviewed = assess(sign_in(world.cast.chen), submitted, "department_review", opinion="属实").json()
    assert sign_in(world.cast.office).get(f"{API}?mine=true").json()["total"] == 0
    panel = colleague.get(f"{point_of(submitted)}/assessments").json()
    assert panel["items"] == [], "what others said of it is not a colleague's to read"
    assert colleague.get(f"{API}/{reviewed['id']}").status_code == 404
    assert colleague.get(f"{SHEETS}/{submitted['id']}").status_code == 404
    assert colleague.get(SHEETS).json()["total"] == 0
    assert colleague.get(f"/api/v1/reviews/{submitted['review_id']}").status_code == 404
    for method, path, body in (
        ("PATCH", "", {"remark": "改"}),
        ("POST", "/retirement", {"reason": "不属实"}),
    ):
        change = colleague.request(
            method, f"{point_of(submitted)}{path}", json=body, headers={"If-Match": "now"}
        )
        assert change.status_code == 403, "what he reads is not hidden from him"
        assert "同事" in change.json()["detail"]
    progress = "/api/v1/assessment-progress/sheets?year=2026"
    assert colleague.get(progress).json()["total"] == 0


def test_a_colleague_of_another_department_sees_nothing(
    world: World, sign_in: SignIn, submitted: Sheet
) -> None:
    outsider = sign_in(world.cast.outsider)
    assert listed(outsider) == listed(outsider, "?peers=true") == []
    for path in (point_of(submitted), f"{point_of(submitted)}/assessments"):
        assert outsider.get(path).status_code == 404
    for step in ("peer_check", "department_review"):
        assert assess(outsider, submitted, step).status_code == 404
    assert sign_in(world.cast.other_liaison).get(point_of(submitted)).status_code == 404


def test_nobody_is_his_own_colleague(wang: TestClient, submitted: Sheet) -> None:
    assert listed(wang, "?peers=true") == []
    assert offered(wang, submitted) == []
    assert assess(wang, submitted, "peer_check").status_code == 403


def test_a_draft_is_invisible(
    colleague: TestClient, wang: TestClient, world: World, sign_in: SignIn, sheet: Sheet
) -> None:
    def hidden() -> bool:
        return (
            listed(colleague) == []
            and colleague.get(point_of(sheet)).status_code == 404
            and assess(colleague, sheet, "peer_check").status_code == 404
        )

    assert hidden(), "a draft"
    handed_in = sheet | act(wang, sheet, "submission").json()
    assert not hidden()
    chen = sign_in(world.cast.chen)
    assert sign(chen, handed_in, "send_back", reasons=["shallow"], opinion="请补充。").status_code == 201
    assert hidden(), "sent back"


def test_other_years_and_kinds_are_not_checked(
    session: Session, colleague: TestClient, wang: TestClient, world: World, sign_in: SignIn, submitted: Sheet
) -> None:
    last = filled_sheet(wang, world, [ROW], year=today().year - 1)
    assert act(wang, last, "submission").status_code == 200
    assert colleague.get(point_of(last)).status_code == 404
    begun = act(wang, filled_sheet(wang, world, [ROW], year=today().year + 1), "submission")
    assert begun.status_code == 200
    assert colleague.get(point_of(begun.json())).status_code == 200, "a round that has begun ahead"
    assert listed(colleague, f"?peers=true&year={today().year}") == sorted(
        row["id"] for row in submitted["rows"]
    )
    li = sign_in(world.cast.li)
    opened = department_sheet(li, world.academic).json()
    tag = {"If-Match": f'"v{opened["version"]}"'}
    filled = li.put(f"{SHEETS}/{opened['id']}/rows", json={"rows": [ROW]}, headers=tag).json()
    assert act(li, filled, "submission").status_code == 200
    assert colleague.get(point_of(filled)).status_code == 404
    assert colleague.get(point_of(submitted)).status_code == 200
    close_year(session)
    assert colleague.get(point_of(submitted)).status_code == 404


def test_who_left_is_no_colleague(
    session: Session, colleague: TestClient, world: World, submitted: Sheet
) -> None:
    left = sa.update(PEOPLE).where(PEOPLE.c.id == world.cast.outsider.person_id)
    session.execute(left.values(left_on=today()))
    assert colleague.get(point_of(submitted)).status_code == 404


def test_own_and_peers_exclude_each_other(wang: TestClient) -> None:
    assert wang.get(f"{POINTS}?mine=true&peers=true").status_code == 422
