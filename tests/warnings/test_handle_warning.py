"""附件四 from draft to closed."""

import pytest

from tests.conftest import SignIn
from tests.warnings.cases import PROMISE, change, dispose, draft
from tests.world import World


def test_it_works(world: World, sign_in: SignIn) -> None:
    office, wang = sign_in(world.cast.office), sign_in(world.cast.wang)
    case = draft(office, world)
    assert case["state"] == "draft"
    assert case["subject_name"] == world.cast.wang.name
    assert case["allowed_actions"] == ["edit", "dispose", "cancel"]

    case = dispose(office, world, case)
    assert (case["state"], case["handler_name"]) == ("issued", world.cast.chen.name)

    answer = change(wang, case, "promise", PROMISE)
    assert answer.json()["state"] == "rectifying"
    assert answer.json()["rectification"] == PROMISE["rectification"]

    closed = change(office, answer.json(), "closure", {"reason": "已整改到位。"})
    assert closed.json()["state"] == "closed"
    assert closed.json()["allowed_actions"] == []


def test_numbers_run_on_within_a_year(world: World, sign_in: SignIn) -> None:
    office = sign_in(world.cast.office)
    first, second = draft(office, world), draft(office, world)
    assert int(second["number"].split("-")[1]) == int(first["number"].split("-")[1]) + 1


def test_a_second_disposition_may_climb_but_never_step_down(world: World, sign_in: SignIn) -> None:
    office = sign_in(world.cast.office)
    case = dispose(office, world, draft(office, world))
    graver = dispose(office, world, case, disposition="admonition")
    assert graver["disposition"] == "admonition"
    body = {
        "disposition": "supervision",
        "measures_taken": "督导。",
        "handler_id": world.cast.chen.person,
        "handled_on": "2026-11-03",
    }
    answer = change(office, graver, "disposition", body)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/milder-disposition")


def test_only_the_warned_person_promises(world: World, sign_in: SignIn) -> None:
    office, outsider = sign_in(world.cast.office), sign_in(world.cast.outsider)
    case = dispose(office, world, draft(office, world))
    assert change(office, case, "promise", PROMISE).status_code == 403
    assert change(outsider, case, "promise", PROMISE).status_code == 404


def test_nobody_warns_himself(world: World, sign_in: SignIn) -> None:
    office = sign_in(world.cast.office)
    body = {
        "subject_id": world.cast.office.person,
        "source": "audit",
        "circumstances": "测试自己给自己办理。",
        "disposition": "reminder",
    }
    assert office.post("/api/v1/warnings", json=body).status_code == 403


@pytest.mark.parametrize("step", ["promise", "closure"])
def test_a_draft_cannot_skip_steps(world: World, sign_in: SignIn, step: str) -> None:
    office = sign_in(world.cast.office)
    case = draft(office, world)
    body = PROMISE if step == "promise" else {"reason": "跳过"}
    who = office if step == "closure" else sign_in(world.cast.wang)
    answer = change(who, case, step, body)
    assert answer.status_code == (409 if step == "closure" else 404)


def test_a_stale_version_is_refused_and_nothing_changes(world: World, sign_in: SignIn) -> None:
    office = sign_in(world.cast.office)
    case = dispose(office, world, draft(office, world))
    body = {"reason": "重复办理"}
    assert change(office, case, "cancellation", body, version=1).status_code == 412
    assert office.get(f"/api/v1/warnings/{case['id']}").json()["state"] == "issued"


def test_a_decision_needs_an_idempotency_key(world: World, sign_in: SignIn) -> None:
    office = sign_in(world.cast.office)
    case = draft(office, world)
    answer = office.post(
        f"/api/v1/warnings/{case['id']}/cancellation", json={"reason": "办错了"}, headers={"If-Match": '"v1"'}
    )
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/idempotency-key-required")


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"subject_id": 999_999}, "/subject_id"),
        ({"position_id": 999_999}, "/position_id"),
        ({"circumstances": "短"}, "/circumstances"),
        ({"disposition": "fine"}, "/disposition"),
        ({"state": "closed"}, "/state"),
    ],
)
def test_bad_input_names_the_field(
    world: World, sign_in: SignIn, changes: dict[str, object], pointer: str
) -> None:
    office = sign_in(world.cast.office)
    body = {
        "subject_id": world.cast.wang.person,
        "source": "inspection",
        "circumstances": "专项检查发现的情形。",
        "disposition": "reminder",
    }
    answer = office.post("/api/v1/warnings", json=body | changes)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


def test_a_due_date_before_the_handling_is_refused(world: World, sign_in: SignIn) -> None:
    office = sign_in(world.cast.office)
    body = {
        "disposition": "reminder",
        "measures_taken": "约谈。",
        "handler_id": world.cast.chen.person,
        "handled_on": "2026-11-02",
        "rectification_due_on": "2026-11-01",
    }
    answer = change(office, draft(office, world), "disposition", body)
    assert answer.json()["errors"][0]["pointer"] == "/rectification_due_on"


def test_a_deadline_left_out_stays(world: World, sign_in: SignIn) -> None:
    office = sign_in(world.cast.office)
    case = draft(office, world, rectification_due_on="2026-12-20")
    body = {
        "disposition": "reminder",
        "measures_taken": "约谈。",
        "handler_id": world.cast.chen.person,
        "handled_on": "2026-11-02",
    }
    issued = change(office, case, "disposition", body).json()
    assert issued["rectification_due_on"] == "2026-12-20"
    late = change(office, issued, "disposition", body | {"handled_on": "2026-12-21"})
    assert late.json()["errors"][0]["pointer"] == "/rectification_due_on"


def test_a_draft_keeps_its_dates_in_order(world: World, sign_in: SignIn) -> None:
    office = sign_in(world.cast.office)
    case = draft(office, world, handled_on="2026-11-02")
    tag = {"If-Match": f'"v{case["version"]}"'}
    path = f"/api/v1/warnings/{case['id']}"
    answer = office.patch(path, json={"rectification_due_on": "2026-11-01"}, headers=tag)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/rectification_due_on")


def test_the_warned_person_is_not_the_handler(world: World, sign_in: SignIn) -> None:
    office, wang = sign_in(world.cast.office), world.cast.wang.person
    case = draft(office, world)
    body = {
        "disposition": "reminder",
        "measures_taken": "约谈。",
        "handler_id": wang,
        "handled_on": "2026-11-02",
    }
    tag = {"If-Match": f'"v{case["version"]}"'}
    answers = [
        change(office, case, "disposition", body),
        office.patch(f"/api/v1/warnings/{case['id']}", json={"handler_id": wang}, headers=tag),
        office.post(
            "/api/v1/warnings",
            json={
                "subject_id": wang,
                "handler_id": wang,
                "source": "audit",
                "circumstances": "验收单由同一人代签。",
                "disposition": "reminder",
            },
        ),
    ]
    for answer in answers:
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "is-subject")


@pytest.mark.parametrize(
    ("typed", "printed"), [("附照片三张。", "附照片三张。\n办结：已整改到位。"), ("", "办结：已整改到位。")]
)
def test_closing_adds_to_the_remark(world: World, sign_in: SignIn, typed: str, printed: str) -> None:
    office = sign_in(world.cast.office)
    case = dispose(office, world, draft(office, world, remark=typed))
    promised = change(sign_in(world.cast.wang), case, "promise", PROMISE).json()
    closed = change(office, promised, "closure", {"reason": "已整改到位。"})
    assert closed.json()["remark"] == printed


def test_the_longest_remark_can_be_closed(world: World, sign_in: SignIn) -> None:
    office = sign_in(world.cast.office)
    case = draft(office, world, remark="备" * 2000)
    cancelled = change(office, case, "cancellation", {"reason": "误" * 500})
    assert cancelled.json()["remark"].endswith("\n撤销：" + "误" * 500)
