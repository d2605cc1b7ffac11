"""Receipts of departments, readings of people, and the reminder to those who owe one."""

from tests.communications.cases import API, key, made, pointers, problem, publish, sign
from tests.conftest import SignIn
from tests.world import World


def test_it_works(world: World, sign_in: SignIn) -> None:
    office, li = sign_in(world.cast.office), sign_in(world.cast.li)
    notice = publish(office, world)
    receipt = made(sign(li, notice, world.academic, note="已向陈处长汇报并传达。"))
    assert (receipt["signed_by_name"], receipt["note"]) == (world.cast.li.name, "已向陈处长汇报并传达。")
    assert (receipt["signed_at"] is not None, receipt["is_late"]) == (True, False)
    path = f"{API}/notices/{notice['id']}"
    assert office.get(path).json()["signed_count"] == 1
    assert li.get(path).json()["to_sign"] == []

    def departments(**query: object) -> list[int]:
        rows = office.get(f"{path}/receipts", params=query).json()["items"]
        return [row["department_id"] for row in rows]

    assert departments(is_signed=True) == [world.academic]
    assert departments(is_signed=False) == [world.finance]
    assert departments(sort="signed") == [world.academic, world.finance]


def test_a_department_sees_its_own_line_only(world: World, sign_in: SignIn) -> None:
    notice = publish(sign_in(world.cast.office), world)
    path = f"{API}/notices/{notice['id']}/receipts"
    for who in (world.cast.li, world.cast.wang):
        rows = sign_in(who).get(path).json()["items"]
        assert [row["department_id"] for row in rows] == [world.academic], who.name
    assert len(sign_in(world.cast.supervisor).get(path).json()["items"]) == 2


def test_nobody_signs_for_others(world: World, sign_in: SignIn) -> None:
    office = sign_in(world.cast.office)
    notice = publish(office, world)
    assert sign(office, notice, world.academic).status_code == 403
    assert sign(sign_in(world.cast.wang), notice, world.academic).status_code == 403
    assert pointers(sign(sign_in(world.cast.other_liaison), notice, world.academic)) == ["/department_id"]
    assert office.get(f"{API}/notices/{notice['id']}").json()["signed_count"] == 0


def test_one_signature_a_department(world: World, sign_in: SignIn) -> None:
    notice = publish(sign_in(world.cast.office), world)
    assert sign(sign_in(world.cast.li), notice, world.academic).status_code == 201
    assert problem(sign(sign_in(world.cast.chen), notice, world.academic)) == (409, "already-signed")


def test_what_needs_no_signature_or_went_elsewhere_is_not_signed(world: World, sign_in: SignIn) -> None:
    office, li = sign_in(world.cast.office), sign_in(world.cast.li)
    plain = publish(office, world, needs_receipt=False)
    assert "sign" not in li.get(f"{API}/notices/{plain['id']}").json()["allowed_actions"]
    assert problem(sign(li, plain, world.academic)) == (409, "no-receipt-needed")
    college_wide = publish(office, world, department_ids=[world.finance])
    assert sign(li, college_wide, world.academic).status_code == 404


def test_reading_is_noted_once_and_by_addressees_only(world: World, sign_in: SignIn) -> None:
    office, wang = sign_in(world.cast.office), sign_in(world.cast.wang)
    notice = publish(office, world)
    path = f"{API}/notices/{notice['id']}"
    assert wang.get(f"{API}/notices/counts").json() == {"unread": 1, "unsigned": 0}
    assert [row["id"] for row in wang.get(f"{API}/notices?is_unread=true").json()["items"]] == [notice["id"]]
    for _ in range(2):
        assert wang.post(f"{path}/readings").status_code == 204
    assert wang.get(f"{API}/notices/counts").json() == {"unread": 0, "unsigned": 0}
    assert wang.get(f"{API}/notices?is_unread=true").json()["items"] == []
    assert wang.get(path).json()["read_at"] is not None
    assert office.get(path).json()["read_count"] == 1
    assert sign_in(world.cast.supervisor).post(f"{path}/readings").status_code == 403
    elsewhere = publish(office, world, department_ids=[world.finance])
    assert wang.post(f"{API}/notices/{elsewhere['id']}/readings").status_code == 404


def test_the_publisher_sees_who_read_and_who_did_not(world: World, sign_in: SignIn) -> None:
    office, wang = sign_in(world.cast.office), sign_in(world.cast.wang)
    notice = publish(office, world, department_ids=[world.academic])
    path = f"{API}/notices/{notice['id']}/readings"
    wang.post(path)

    def people(**query: object) -> set[str]:
        return {row["person_name"] for row in office.get(path, params=query).json()["items"]}

    assert people() == {world.cast.wang.name, world.cast.li.name, world.cast.chen.name}
    assert people(is_read=True) == {world.cast.wang.name}
    assert people(is_read=False) == {world.cast.li.name, world.cast.chen.name}
    assert people(department_id=world.finance) == set()
    assert sign_in(world.cast.li).get(path).status_code == 403


def test_what_waits_for_the_liaison_is_counted(world: World, sign_in: SignIn) -> None:
    office, li = sign_in(world.cast.office), sign_in(world.cast.li)
    first, second = publish(office, world), publish(office, world)
    assert li.get(f"{API}/notices/counts").json() == {"unread": 2, "unsigned": 2}
    sign(li, first, world.academic)
    assert li.get(f"{API}/notices/counts").json() == {"unread": 2, "unsigned": 1}
    rows = li.get(f"{API}/notices?is_unsigned=true").json()["items"]
    assert [row["id"] for row in rows] == [second["id"]]


def test_a_reminder_goes_to_those_who_have_not_signed_once_a_day(world: World, sign_in: SignIn) -> None:
    office, li = sign_in(world.cast.office), sign_in(world.cast.li)
    notice = publish(office, world)
    path = f"{API}/notices/{notice['id']}/reminders"
    sign(li, notice, world.academic)
    assert li.post(path, json={}, headers=key()).status_code == 403
    sent = made(office.post(path, json={}, headers=key()))
    assert [row["department_id"] for row in sent["created"]] == [world.finance]
    other = sign_in(world.cast.other_liaison)
    (nudge,) = other.get(f"{API}/nudges?is_mine=true").json()["items"]
    assert (nudge["target_kind"], nudge["target_id"]) == ("notice", notice["id"])
    assert problem(office.post(path, json={}, headers=key())) == (409, "nudged-lately")
    sign(other, notice, world.finance)
    assert problem(office.post(path, json={}, headers=key())) == (409, "all-signed")
