"""Threads between a department and the office, and what becomes knowledge for all."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from backend.communications.questions.rules import MACHINE, QuestionState
from tests.communications.cases import API, ask, key, made, pointers, problem, step
from tests.conftest import SignIn
from tests.world import World

ANSWER = {"body": "按岗位填，一岗一表；两个岗位各填一份。"}


def _answered(office: TestClient, question: dict[str, Any]) -> dict[str, Any]:
    return made(step(office, f"questions/{question['id']}", question["version"], "answers", ANSWER))


def _share(office: TestClient, **changes: Any) -> dict[str, Any]:
    body = {"topic": "risks", "title": "兼岗怎样填表", "answer": ANSWER["body"]}
    return made(office.post(f"{API}/knowledge", json=body | changes))


def test_it_works(world: World, sign_in: SignIn) -> None:
    li, office = sign_in(world.cast.li), sign_in(world.cast.office)
    question = ask(li, world)
    assert (question["state"], question["allowed_actions"]) == ("open", ["ask", "close"])
    answered = _answered(office, question)
    assert answered["state"] == "answered"
    assert [(one["is_answer"], one["author_name"]) for one in answered["messages"]] == [
        (False, world.cast.li.name),
        (True, world.cast.office.name),
    ]
    row = f"questions/{question['id']}"
    more = made(step(li, row, answered["version"], "messages", {"body": "两份都要本人签字吗？"}))
    assert (more["state"], more["messages_count"]) == ("open", 3)
    answered = _answered(office, more)
    closed = made(step(li, row, answered["version"], "closure"), 200)
    assert (closed["state"], closed["allowed_actions"]) == ("closed", ["ask"])
    assert closed["closed_at"] is not None


def test_strangers_neither_see_nor_speak(world: World, sign_in: SignIn) -> None:
    question = ask(sign_in(world.cast.li), world)
    row = f"questions/{question['id']}"
    other = sign_in(world.cast.other_liaison)
    assert other.get(f"{API}/{row}").status_code == 404
    assert other.get(f"{API}/questions").json() == {"items": [], "total": 0}
    assert step(other, row, 1, "messages", ANSWER).status_code == 404
    for who in (world.cast.wang, world.cast.system_admin):
        assert sign_in(who).get(f"{API}/questions").status_code == 403
    supervisor = sign_in(world.cast.supervisor)
    assert supervisor.get(f"{API}/{row}").json()["allowed_actions"] == []
    assert step(supervisor, row, 1, "messages", ANSWER).status_code == 403


def test_only_the_office_answers(world: World, sign_in: SignIn) -> None:
    li = sign_in(world.cast.li)
    question = ask(li, world)
    assert step(li, f"questions/{question['id']}", 1, "answers", ANSWER).status_code == 403


def test_two_who_answer_at_once_see_each_other(world: World, sign_in: SignIn) -> None:
    office = sign_in(world.cast.office)
    question = ask(sign_in(world.cast.li), world)
    _answered(office, question)
    assert (
        step(office, f"questions/{question['id']}", question["version"], "answers", ANSWER).status_code == 412
    )
    assert len(office.get(f"{API}/questions/{question['id']}").json()["messages"]) == 2


def test_asking_again_opens_a_closed_thread(world: World, sign_in: SignIn) -> None:
    li, office = sign_in(world.cast.li), sign_in(world.cast.office)
    row = f"questions/{ask(li, world)['id']}"
    step(li, row, 1, "closure")
    assert problem(step(office, row, 2, "answers", ANSWER)) == (409, "illegal-transition")
    reopened = made(step(li, row, 2, "messages", {"body": "还有一个问题。"}))
    assert (reopened["state"], reopened["closed_at"]) == ("open", None)


def test_the_list_filters(world: World, sign_in: SignIn) -> None:
    li, office = sign_in(world.cast.li), sign_in(world.cast.office)
    first = ask(li, world)["id"]
    second = ask(li, world, kind="good_practice", topic="measures", title="两人验收的做法")["id"]

    def found(**query: Any) -> list[int]:
        return [row["id"] for row in office.get(f"{API}/questions", params=query).json()["items"]]

    assert found() == [second, first]
    assert found(sort="oldest") == [first, second]
    assert found(kind="good_practice") == [second]
    assert found(topic="risks") == [first]
    assert found(q="验收") == [second]
    assert found(state="answered") == []
    assert found(department_id=world.finance) == []
    assert found(is_shared=False) == [second, first]


def test_every_state_is_reachable() -> None:
    reached = {QuestionState.open}
    for _ in QuestionState:
        reached |= {row.target for row in MACHINE.transitions if row.source in reached}
    assert reached == set(QuestionState)


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"title": "兼"}, "/title"),
        ({"body": "？"}, "/body"),
        ({"kind": "complaint"}, "/kind"),
        ({"department_id": 999_999}, "/department_id"),
        ({"state": "closed"}, "/state"),
    ],
)
def test_bad_input_names_the_field(
    world: World, sign_in: SignIn, changes: dict[str, Any], pointer: str
) -> None:
    body = {"department_id": world.academic, "title": "兼岗怎样填表", "body": "填一份还是两份？"}
    assert pointers(sign_in(world.cast.li).post(f"{API}/questions", json=body | changes)) == [pointer]


def test_the_office_shares_an_answer_with_everybody(world: World, sign_in: SignIn) -> None:
    office, outsider = sign_in(world.cast.office), sign_in(world.cast.outsider)
    question = _answered(office, ask(sign_in(world.cast.li), world))
    entry = _share(office, question_id=question["id"])
    (seen,) = outsider.get(f"{API}/knowledge?q=一岗一表&topic=risks&kind=question").json()["items"]
    assert seen["id"] == entry["id"]
    assert not {"question_id", "shared_by_name", "department_id"} & set(seen)
    assert office.get(f"{API}/questions/{question['id']}").json()["is_shared"] is True
    assert outsider.get(f"{API}/knowledge?q=没有这句话").json()["total"] == 0
    assert outsider.post(f"{API}/knowledge", json={}).status_code == 403
    assert sign_in(world.cast.system_admin).get(f"{API}/knowledge").status_code == 403


def test_an_open_or_shared_thread_is_not_shared(world: World, sign_in: SignIn) -> None:
    office = sign_in(world.cast.office)
    question = ask(sign_in(world.cast.li), world)
    body = {"topic": "risks", "title": "兼岗怎样填表", "answer": "一岗一表。", "question_id": question["id"]}
    assert problem(office.post(f"{API}/knowledge", json=body)) == (409, "unanswered")
    _answered(office, question)
    assert office.post(f"{API}/knowledge", json=body).status_code == 201
    assert problem(office.post(f"{API}/knowledge", json=body)) == (409, "already-shared")
    assert pointers(office.post(f"{API}/knowledge", json=body | {"question_id": 999_999})) == ["/question_id"]


def test_shared_knowledge_is_corrected_and_taken_down(world: World, sign_in: SignIn) -> None:
    office, wang = sign_in(world.cast.office), sign_in(world.cast.wang)
    entry = _share(office)
    path = f"{API}/knowledge/{entry['id']}"
    assert office.patch(path, json={"answer": "新的答复。"}).status_code == 428
    fixed = made(office.patch(path, json={"answer": "新的答复。"}, headers={"If-Match": '"v1"'}), 200)
    assert wang.get(path).json()["answer"] == "新的答复。"
    body, held = {"reason": "已有新规定"}, {"If-Match": f'"v{fixed["version"]}"'}
    down = made(office.post(f"{path}/withdrawal", json=body, headers=key() | held), 200)
    assert down["withdrawn_at"] is not None
    assert wang.get(path).status_code == 404
    assert wang.get(f"{API}/knowledge?is_withdrawn=true").json()["items"] == []
    assert [row["id"] for row in office.get(f"{API}/knowledge?is_withdrawn=true").json()["items"]] == [
        entry["id"]
    ]
    answer = office.patch(path, json={"title": "改名"}, headers={"If-Match": "now"})
    assert problem(answer) == (409, "withdrawn")
