"""GET /risk-lists and what the office changes of them; what rows may hold follows from them."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from sqlmodel import Session

from tests.conftest import SignIn
from tests.risks.sheets import POINTS, ROW, events_of, save
from tests.world import World

LISTS = "/api/v1/risk-lists"
WAYS, SCHEMES, CATEGORIES = "/api/v1/finding-ways", "/api/v1/risk-schemes", "/api/v1/risk-categories"
Found = dict[str, Any]
OWN_SCHEME = {
    "key": "campus",
    "label": "校园领域",
    "categories": [
        {"key": "teaching", "label": "教学", "subcategories": [{"key": "grades", "label": "成绩评定"}]},
        {"key": "service", "label": "服务"},
    ],
}


@pytest.fixture
def office(world: World, sign_in: SignIn) -> TestClient:
    """纪委办 at its desk."""
    return sign_in(world.cast.office)


def lists(client: TestClient, **query: Any) -> Found:
    """Everything."""
    body: Found = client.get(LISTS, params=query).json()
    return body


def patch(client: TestClient, path: str, entry: Found, **changes: Any) -> Response:
    """PATCH with the entry's version."""
    headers = {"If-Match": f'"v{entry["version"]}"'}
    answer: Response = client.patch(f"{path}/{entry['id']}", json=changes, headers=headers)
    return answer


def named(entries: list[Found], key: str) -> Found:
    """The entry of a list with this key."""
    return next(one for one in entries if one["key"] == key)


def test_the_sources_stand_on_them(wang: TestClient) -> None:
    """opinion.txt lines 43 and 46, handout.txt lines 10–18, 28 and 34."""
    body = lists(wang)
    assert [way["label"] for way in body["ways"]] == ["自己找", "同事点", "领导提", "群众帮", "组织审"]
    assert [len(scheme["categories"]) for scheme in body["schemes"]] == [3, 4, 5, 4, 7]
    kinds = named(body["schemes"], "three_kinds")["categories"]
    assert [len(kind["subcategories"]) for kind in kinds] == [8, 6, 7]
    assert kinds[1]["subcategories"][4]["label"] == "自由裁量幅度过大"
    assert all(one["definition"] for one in named(body["schemes"], "four_types")["categories"])
    every = lists(wang, include_inactive=True)
    assert [way["label"] for way in every["ways"]][5:] == ["相互帮", "集体评"]
    assert len(named(every["schemes"], "personal_three")["categories"]) == 3
    assert {way["builtin"] for way in every["ways"]} == {
        "self",
        "colleague",
        "superior",
        "public",
        "organization",
        None,
    }


def test_the_office_renames_reorders_and_switches_off(
    session: Session, wang: TestClient, office: TestClient
) -> None:
    every = lists(office, include_inactive=True)["ways"]
    assert patch(office, WAYS, named(every, "colleague"), is_active=False).status_code == 200
    assert patch(office, WAYS, named(every, "mutual"), is_active=True, sort=5).status_code == 200
    renamed = patch(office, WAYS, named(every, "self"), label="自己查")
    assert renamed.json()["label"] == "自己查"
    assert [way["label"] for way in lists(wang)["ways"]] == ["相互帮", "自己查", "领导提", "群众帮", "组织审"]
    assert events_of(session, "finding_way") == ["finding_way.updated"] * 3
    assert patch(office, WAYS, named(every, "self"), label="再改").status_code == 412


def test_one_way_is_always_left(office: TestClient) -> None:
    *others, last = lists(office)["ways"]
    assert {patch(office, WAYS, way, is_active=False).status_code for way in others} == {200}
    answer = patch(office, WAYS, last, is_active=False)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/last-one")


def test_what_went_out_of_use_rests_where_it_is(wang: TestClient, office: TestClient, sheet: Found) -> None:
    """Rows that hold it are saved on; nothing newly takes it."""
    ways, schemes = lists(office)["ways"], lists(office)["schemes"]
    patch(office, WAYS, named(ways, "colleague"), is_active=False)
    patch(office, SCHEMES, named(schemes, "three_kinds"), is_active=False)
    kept = [{"id": row["id"], "name": "改过的名称"} for row in sheet["rows"]]
    saved = save(wang, sheet, kept)
    assert saved.status_code == 200, saved.text
    refused = save(wang, saved.json(), [*kept, ROW])
    assert refused.status_code == 422
    assert {error["pointer"] for error in refused.json()["errors"]} == {
        "/rows/2/found_by/1",
        "/rows/2/categories/three_kinds",
    }


def test_an_own_scheme_is_used_at_once(wang: TestClient, office: TestClient, sheet: Found) -> None:
    created = office.post(SCHEMES, json=OWN_SCHEME)
    assert created.status_code == 201, created.text
    assert [one["key"] for one in created.json()["categories"]] == ["teaching", "service"]
    row = ROW | {"categories": {"campus": "teaching"}, "subcategories": {"campus": ["grades"]}}
    saved = save(wang, sheet, [row])
    assert saved.status_code == 200, saved.text
    (shown,) = saved.json()["rows"]
    assert (shown["categories"], shown["subcategories"]) == (row["categories"], row["subcategories"])
    found = wang.get(POINTS, params={"category": "teaching"}).json()["items"]
    assert [one["id"] for one in found] == [shown["id"]]
    assert wang.get(POINTS, params={"category": "teaching", "scheme": "three_kinds"}).status_code == 422
    assert wang.get(POINTS, params={"found_by": "hearsay"}).status_code == 422


def test_categories_are_added_below_and_beside(wang: TestClient, office: TestClient, sheet: Found) -> None:
    scheme = office.post(SCHEMES, json=OWN_SCHEME).json()
    path = f"{SCHEMES}/{scheme['id']}/categories"
    service = named(scheme["categories"], "service")
    office.post(path, json={"key": "canteen", "label": "食堂", "parent_id": service["id"]})
    beside = office.post(path, json={"key": "research", "label": "科研"}).json()
    assert [one["key"] for one in beside["categories"]] == ["teaching", "service", "research"]
    assert [one["key"] for one in beside["categories"][1]["subcategories"]] == ["canteen"]
    renamed = patch(office, CATEGORIES, service, label="后勤服务").json()
    assert named(renamed["categories"], "service")["label"] == "后勤服务"
    stray = ROW | {"categories": {"campus": "teaching"}, "subcategories": {"campus": ["canteen"]}}
    answer = save(wang, sheet, [stray])
    assert answer.json()["errors"][0]["pointer"] == "/rows/0/subcategories/campus"
    assert save(wang, sheet, [ROW | {"categories": {"campus": "canteen"}}]).status_code == 422


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        (WAYS, {"key": "self", "label": "又一个", "origin": "own"}, 409),
        (WAYS, {"key": "Self-1", "label": "标识不对", "origin": "own"}, 422),
        (WAYS, {"key": "x", "label": "来源不对", "origin": "heaven"}, 422),
        (SCHEMES, OWN_SCHEME | {"key": "three_kinds"}, 409),
        (SCHEMES, OWN_SCHEME | {"categories": []}, 422),
        (
            SCHEMES,
            OWN_SCHEME | {"categories": [{"key": "a", "label": "一"}, {"key": "a", "label": "二"}]},
            422,
        ),
        (SCHEMES, OWN_SCHEME | {"colour": "red"}, 422),
        (f"{SCHEMES}/1/categories", {"key": "duty", "label": "又一个"}, 409),
        (f"{SCHEMES}/2/categories", {"key": "fresh", "label": "别处的", "parent_id": 1}, 422),
        (f"{SCHEMES}/999999/categories", {"key": "fresh", "label": "没有"}, 404),
    ],
)
def test_bad_entries_are_refused(office: TestClient, path: str, body: Found, status: int) -> None:
    assert office.post(path, json=body).status_code == status


def test_keys_and_blanks_do_not_change(office: TestClient) -> None:
    way = lists(office)["ways"][0]
    assert patch(office, WAYS, way, key="other").status_code == 422
    assert patch(office, WAYS, way, label=None).status_code == 422
    assert patch(office, WAYS, way, label="").status_code == 422
    assert office.patch(f"{WAYS}/{way['id']}", json={"label": "无标签"}).status_code == 428


def test_only_the_office_keeps_them(world: World, sign_in: SignIn) -> None:
    for who in (world.cast.wang, world.cast.li, world.cast.chen, world.cast.dean):
        client = sign_in(who)
        assert client.post(SCHEMES, json=OWN_SCHEME).status_code == 403
        assert patch(client, WAYS, {"id": 1, "version": 1}, label="改").status_code == 403
