"""/powers/{id}/flow/drawings: flowcharts drawn elsewhere, kept beside the generated picture (requirements S61)."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from sqlmodel import Session

from tests.conftest import SignIn
from tests.powers.catalogue import API, actions_of, change, events_of
from tests.powers.operations import SCAN
from tests.world import World


def upload(client: TestClient, power_id: int, data: bytes = SCAN, name: str = "手绘流程图.png") -> Response:
    answer: Response = client.post(f"{API}/{power_id}/flow/drawings", files={"file": (name, data)})
    return answer


def listed(client: TestClient, power_id: int) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = client.get(f"{API}/{power_id}/flow/drawings").json()["items"]
    return items


def test_it_works(session: Session, world: World, power: int, sign_in: SignIn) -> None:
    li = sign_in(world.cast.li)
    answer = upload(li, power)
    assert answer.status_code == 201, answer.text
    drawing = answer.json()
    assert (drawing["name"], drawing["media_type"], drawing["size"]) == ("手绘流程图.png", "image/png", len(SCAN))
    assert drawing["uploaded_by_name"] == "李联络"
    assert upload(li, power, b"%PDF-1.7 flow", "旧版.pdf").status_code == 201
    assert [one["name"] for one in listed(sign_in(world.cast.wang), power)] == ["旧版.pdf", "手绘流程图.png"]
    content = sign_in(world.cast.wang).get(f"{API}/{power}/flow/drawings/{drawing['id']}/content")
    assert (content.content, content.headers["content-type"]) == (SCAN, "image/png")
    assert content.headers["content-disposition"].startswith("attachment")
    event = events_of(session)[0]
    assert (event["action"], event["details"]["digest"]) == ("power.drawing_added", drawing["digest"])


def test_what_was_taken_off_can_be_put_back(
    session: Session, world: World, power: int, sign_in: SignIn
) -> None:
    li = sign_in(world.cast.li)
    drawing = upload(li, power).json()
    address = f"{API}/{power}/flow/drawings/{drawing['id']}"
    assert li.delete(address).status_code == 204
    assert listed(li, power) == []
    assert li.get(f"{address}/content").status_code == 404
    assert li.delete(address).status_code == 404
    assert li.post(f"{address}/restoration").json() == drawing
    assert listed(li, power) == [drawing]
    assert li.post(f"{address}/restoration").status_code == 404, "it is there already"
    assert actions_of(session) == ["power.drawing_added", "power.drawing_removed", "power.drawing_restored"]


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "空.png", "空的"),
        (b"just text", "流程.txt", "PNG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "流程.svg", "认不出"),
        (b"PK\x05\x06" + b"\0" * 18, "流程.zip", "PNG"),
        (SCAN, "流程.pdf", ".png"),
    ],
)
def test_other_files_are_refused(
    session: Session, world: World, power: int, sign_in: SignIn, data: bytes, name: str, words: str
) -> None:
    answer = upload(sign_in(world.cast.li), power, data, name)
    assert answer.status_code == 422
    assert words in answer.json()["detail"]
    assert actions_of(session) == []


def test_there_is_an_end_to_them(world: World, power: int, sign_in: SignIn) -> None:
    li = sign_in(world.cast.li)
    first = upload(li, power).json()
    li.delete(f"{API}/{power}/flow/drawings/{first['id']}")
    assert {upload(li, power).status_code for _ in range(10)} == {201}
    assert upload(li, power).status_code == 409
    assert li.post(f"{API}/{power}/flow/drawings/{first['id']}/restoration").status_code == 409
    assert len(listed(li, power)) == 10


def test_strangers_are_refused(world: World, power: int, sign_in: SignIn) -> None:
    li = sign_in(world.cast.li)
    address = f"{API}/{power}/flow/drawings/{upload(li, power).json()['id']}"
    assert upload(sign_in(world.cast.wang), power).status_code == 403
    assert upload(sign_in(world.cast.other_liaison), power).status_code == 404
    for who in (world.cast.outsider, world.cast.other_liaison):
        assert sign_in(who).get(f"{API}/{power}/flow/drawings").status_code == 404
        assert sign_in(who).get(f"{address}/content").status_code == 404
    assert sign_in(world.cast.wang).delete(address).status_code == 403
    assert sign_in(world.cast.other_liaison).delete(address).status_code == 404


def test_a_retired_power_stays_as_it_was(world: World, power: int, sign_in: SignIn) -> None:
    li = sign_in(world.cast.li)
    drawing = upload(li, power).json()
    change(li, "POST", f"/{power}/retirement", {"reason": "职能划转"})
    assert upload(li, power).status_code == 409
    assert li.delete(f"{API}/{power}/flow/drawings/{drawing['id']}").status_code == 409
    assert listed(li, power) == [drawing]
