"""Asking for packages: one wish is worked on once, mistakes are named, ranges and deletion work."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI

from backend.campaigns.queries import CAMPAIGNS
from backend.kit.db import Database
from backend.kit.files import Store
from backend.kit.table import now
from backend.packages.packer import Sweeper
from backend.packages.queries import PACKAGES
from backend.packages.rules import MAX_OPEN
from tests.packages.papers import API, ask, built, events, file_of, shown, sign_in, stored
from tests.world import World


def test_the_same_wish_is_worked_on_once(
    committed_app: FastAPI, committed: Database, furnished: World
) -> None:
    li = sign_in(committed_app, furnished.cast.li)
    wish = {"kind": "forms", "year": 2026, "department_id": furnished.academic}
    first = li.post(f"{API}/packages", json=wish | {"formats": ["docx"]})
    again = li.post(f"{API}/packages", json=wish)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]
    other = sign_in(committed_app, furnished.cast.chen).post(f"{API}/packages", json=wish)
    assert other.status_code == 201
    assert other.json()["id"] != first.json()["id"]
    assert len(events(committed, "package.requested")) == 2


def test_lists_show_ones_own_and_the_office_all(
    committed_app: FastAPI, committed: Database, furnished: World
) -> None:
    wish = {"kind": "forms", "year": 2026, "department_id": furnished.academic}
    people = (furnished.cast.li, furnished.cast.chen)
    mine = {who: ask(sign_in(committed_app, who), **wish)["id"] for who in people}
    for who in people:
        listed = sign_in(committed_app, who).get(f"{API}/packages").json()
        assert [one["id"] for one in listed["items"]] == [mine[who]]
    office = sign_in(committed_app, furnished.cast.office)
    assert {one["id"] for one in office.get(f"{API}/packages").json()["items"]} == set(mine.values())
    narrowed = {"is_mine": True, "state": ["queued"], "kind": "forms", "year": 2026}
    assert office.get(f"{API}/packages", params=narrowed).json()["total"] == 0
    assert office.get(f"{API}/packages", params={"nonsense": 1}).status_code == 422


@pytest.mark.parametrize(
    ("changes", "status", "pointer"),
    [
        ({"formats": []}, 422, "/formats"),
        ({"formats": ["odt"]}, 422, "/formats/0"),
        ({"year": 1999}, 422, "/year"),
        ({"with_warnings": True}, 422, "/with_warnings"),
        ({"department_id": 999_999}, 404, None),
        ({"campaign_id": 999_999}, 404, None),
    ],
)
def test_mistakes_are_named(
    changes: dict[str, Any],
    status: int,
    pointer: str | None,
    committed_app: FastAPI,
    furnished: World,
) -> None:
    office = sign_in(committed_app, furnished.cast.office)
    wish = {"kind": "forms", "year": 2026, "department_id": furnished.academic} | changes
    answer = office.post(f"{API}/packages", json=wish)
    assert answer.status_code == status, answer.text
    if pointer:
        assert answer.json()["errors"][0]["pointer"] == pointer


def test_a_campaign_of_another_year_is_refused(
    committed_app: FastAPI, committed: Database, furnished: World
) -> None:
    with committed.session(read_only=True) as session:
        campaign_id = session.execute(sa.select(CAMPAIGNS.c.id)).scalars().first()
    office = sign_in(committed_app, furnished.cast.office)
    wish = {"kind": "inspection", "year": 2024, "department_id": furnished.academic}
    answer = office.post(f"{API}/packages", json=wish | {"campaign_id": campaign_id})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "other-year"


def test_nobody_fills_the_queue(committed_app: FastAPI, committed: Database, furnished: World) -> None:
    office = sign_in(committed_app, furnished.cast.office)
    for year in range(2020, 2020 + MAX_OPEN):
        ask(office, kind="forms", year=year, department_id=furnished.academic)
    wish = {"kind": "forms", "year": 2026, "department_id": furnished.academic}
    refused = office.post(f"{API}/packages", json=wish)
    assert refused.status_code == 409
    assert str(MAX_OPEN) in refused.json()["detail"]


def test_a_file_comes_by_ranges_and_is_journaled(
    committed_app: FastAPI, committed: Database, furnished: World
) -> None:
    li = sign_in(committed_app, furnished.cast.li)
    row = built(committed_app, committed, li, kind="forms", year=2026, department_id=furnished.academic)
    whole = file_of(li, row["id"])
    part = li.get(f"{API}/packages/{row['id']}/file", headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, whole[10:20])
    assert len(events(committed, "package.downloaded")) == 2
    assert li.head(f"{API}/packages/{row['id']}").status_code in (200, 405)


def test_a_discarded_file_can_be_made_again(
    committed_app: FastAPI, committed: Database, furnished: World
) -> None:
    li = sign_in(committed_app, furnished.cast.li)
    row = built(committed_app, committed, li, kind="forms", year=2026, department_id=furnished.academic)
    store = Store(committed_app.state.settings.data_dir / "packages")
    assert store.path(row["digest"]).is_file()
    discarded = li.post(f"{API}/packages/{row['id']}/discard", headers={"If-Match": "now"}).json()
    assert discarded["state"] == "expired"
    assert not store.path(row["digest"]).exists()
    assert li.get(f"{API}/packages/{row['id']}/file").status_code == 404
    again = li.post(f"{API}/packages/{row['id']}/retry", headers={"If-Match": "now"}).json()
    assert (again["state"], again["digest"], again["done"]) == ("queued", None, 0)
    stale = li.post(f"{API}/packages/{row['id']}/cancellation", headers={"If-Match": '"v1"'})
    assert stale.status_code == 412
    assert li.post(f"{API}/packages/{row['id']}/cancellation").status_code == 428


def test_files_are_cleared_away_in_time(
    committed_app: FastAPI, committed: Database, furnished: World
) -> None:
    li = sign_in(committed_app, furnished.cast.li)
    row = built(committed_app, committed, li, kind="forms", year=2026, department_id=furnished.academic)
    sweeper = Sweeper(committed_app.state.settings)
    with committed.session() as session:
        assert sweeper(session) == 0
    with committed.session() as session:
        session.execute(sa.update(PACKAGES).values(expires_at=now() - timedelta(seconds=1)))
    with committed.session() as session:
        assert sweeper(session) == 1
    assert shown(li, row["id"])["state"] == "expired"
    assert not Store(committed_app.state.settings.data_dir / "packages").path(row["digest"]).exists()
    assert stored(committed, row["id"])["manifest_digest"] == row["manifest_digest"]


def test_two_who_press_at_once_get_one_package(
    committed_app: FastAPI, committed: Database, furnished: World
) -> None:
    """The same person in two windows: whoever comes second gets the package of the first."""
    wish = {"kind": "inspection", "year": 2026, "department_id": furnished.academic}
    windows = [sign_in(committed_app, furnished.cast.li) for _ in range(4)]
    with ThreadPoolExecutor(len(windows)) as pool:
        answers = list(pool.map(lambda window: window.post(f"{API}/packages", json=wish), windows))
    assert all(answer.is_success for answer in answers), [answer.text for answer in answers]
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 201]
    assert len(events(committed, "package.requested")) == 1
