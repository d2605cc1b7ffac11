from tests.conftest import SignIn
from tests.imports.uploads import applied, sample, uploaded
from tests.world import World

URL = "/api/v1/imports"


def test_it_works(sign_in: SignIn, world: World) -> None:
    li, office = sign_in(world.cast.li), sign_in(world.cast.office)
    first = uploaded(li, sample("self_check_director"))
    second = uploaded(office, sample("self_check_department"))
    applied(office, second)
    assert [item["id"] for item in office.get(URL).json()["items"]] == [second["id"], first["id"]]
    (mine,) = office.get(URL, params={"mine": True}).json()["items"]
    assert (mine["id"], mine["state"], mine["forms_count"]) == (second["id"], "applied", 1)
    assert [item["id"] for item in office.get(URL, params={"state": "ready"}).json()["items"]] == [
        first["id"]
    ]
    assert office.get(URL, params={"department_id": world.academic}).json()["total"] == 1
    assert "forms" not in mine


def test_others_see_only_their_department(sign_in: SignIn, world: World) -> None:
    found = uploaded(sign_in(world.cast.li), sample("self_check_director"))
    stranger = sign_in(world.cast.other_liaison)
    assert stranger.get(URL).json() == {"items": [], "total": 0}
    assert stranger.get(f"{URL}/{found['id']}").status_code == 404
    assert sign_in(world.cast.wang).get(URL).status_code == 403


def test_the_dry_run_follows_what_is_stored(sign_in: SignIn, world: World) -> None:
    """A second upload of the same file turns into “unchanged” once the first is applied."""
    office = sign_in(world.cast.office)
    first, second = (uploaded(office, sample("self_check_director")) for _ in range(2))
    tag = office.get(f"{URL}/{second['id']}").headers["etag"]
    applied(office, first)
    again = office.get(f"{URL}/{second['id']}", headers={"If-None-Match": tag})
    assert again.status_code == 200
    assert again.json()["counts"]["unchanged"] == 11
    repeated = office.get(f"{URL}/{second['id']}", headers={"If-None-Match": again.headers["etag"]})
    assert repeated.status_code == 304
