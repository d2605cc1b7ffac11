"""A college with something in every volume, and packages built as the product builds them: by the child's own code."""

import zipfile
from collections.abc import Iterator, Mapping
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import orjson
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient

from backend.campaigns.queries import CAMPAIGNS
from backend.inspections.queries import FINDINGS, INSPECTIONS
from backend.kit.db import Database
from backend.kit.journal import Event
from backend.kit.table import table_of
from backend.packages.actions import claim_package
from backend.packages.child import Job, build
from backend.packages.packer import Packer
from backend.packages.queries import PACKAGES
from backend.reviews.queries import REVIEWS
from backend.reviews.rules import ReviewState
from tests import cast
from tests.access.matrix import Relation, Scene
from tests.campaigns.arranged import add_custody, add_submission
from tests.cast import Member
from tests.inspections.finding_operations import add_answered
from tests.inspections.score_operations import add_confirmed
from tests.reviews.sheets import add_meeting
from tests.risks.operations import add_sheet
from tests.risks.sheets import YEAR
from tests.warnings.operations import add_issued
from tests.world import World
from tests.world import build as build_world

API = "/api/v1"
EVENTS = table_of(Event)


def scene_of(app: FastAPI, world: World, department_id: int, post: int, who: Member) -> Scene:
    """Where the rooms' own arrangements put their rows."""
    return Scene(
        department_id=department_id,
        parent_id=world.college,
        elsewhere_id=world.informatics,
        position_id=post,
        person_id=who.person,
        user_id=who.user_id,
        caller_id=who.user_id,
        relation=Relation.own,
        data_dir=app.state.settings.data_dir,
    )


def furnish(app: FastAPI, database: Database) -> World:
    """教务处 with an approved sheet, a submission, a ledger and a warning; 财务处 with a sheet; two meetings."""
    with database.session() as session:
        world = build_world(session)
        academic = scene_of(app, world, world.academic, world.textbook_post, world.cast.wang)
        finance = scene_of(app, world, world.finance, world.cashier_post, world.cast.outsider)
        add_sheet(session, academic, ReviewState.approved)
        add_sheet(session, finance, ReviewState.department_review)
        add_submission(session, academic)
        session.execute(sa.update(CAMPAIGNS).values(year=YEAR))
        session.execute(sa.update(REVIEWS).values(year=YEAR, round=1))
        add_custody(session, academic)
        add_issued(session, academic)
        add_confirmed(session, academic)
        add_answered(session, academic)
        session.execute(sa.update(INSPECTIONS).values(year=YEAR))
        session.execute(sa.update(FINDINGS).values(found_on=date(YEAR, 5, 20)))
        add_meeting(session, world.college, minutes="会议研究了廉政风险防控工作。")
        add_meeting(session, world.academic, title="教务处专题会议", kind="unit_special", minutes="传达部署。")
    return world


def sign_in(app: FastAPI, who: Member) -> TestClient:
    """A client that speaks for a member of the cast."""
    return cast.sign_in(app, who)


def ask(client: TestClient, **wish: Any) -> dict[str, Any]:
    """A package asked for; fails unless it is accepted."""
    answer = client.post(f"{API}/packages", json=wish)
    assert answer.status_code in (200, 201), answer.text
    row: dict[str, Any] = answer.json()
    return row


def claim(database: Database, package_id: int, worker: str = "1-test") -> None:
    """Somebody has taken the package."""
    with database.session() as session:
        row = claim_package(session, worker)
    assert row is not None
    assert row["id"] == package_id


def job_of(app: FastAPI, database: Database, package_id: int, worker: str = "1-test") -> Job:
    """What the child would be told."""
    settings = app.state.settings
    return Job(
        database_url=database.engine.url.render_as_string(hide_password=False),
        data_dir=settings.data_dir,
        college_name=settings.college_name,
        package_id=package_id,
        worker=worker,
        days=30,
    )


def built(app: FastAPI, database: Database, client: TestClient, **wish: Any) -> dict[str, Any]:
    """A package asked for and built in this process; what it is afterwards."""
    row = ask(client, **wish)
    claim(database, row["id"])
    build(database, job_of(app, database, row["id"]))
    return shown(client, row["id"])


def shown(client: TestClient, package_id: int) -> dict[str, Any]:
    """A package as its page reads it."""
    answer = client.get(f"{API}/packages/{package_id}")
    assert answer.status_code == 200, answer.text
    row: dict[str, Any] = answer.json()
    return row


def file_of(client: TestClient, package_id: int) -> bytes:
    """The zip file."""
    answer = client.get(f"{API}/packages/{package_id}/file")
    assert answer.status_code == 200, answer.text
    return bytes(answer.content)


def entries(data: bytes) -> dict[str, bytes]:
    """Path below the package's one folder → content."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}


def manifest(found: Mapping[str, bytes]) -> dict[str, Any]:
    """What the package says of itself."""
    said: dict[str, Any] = orjson.loads(found["manifest.json"])
    return said


def events(database: Database, action: str) -> list[dict[str, Any]]:
    """What was journaled."""
    with database.session(read_only=True) as session:
        rows = session.execute(sa.select(EVENTS).where(EVENTS.c.action == action).order_by(EVENTS.c.id))
        return [dict(row) for row in rows.mappings()]


def stored(database: Database, package_id: int) -> dict[str, Any]:
    """The row itself."""
    with database.session(read_only=True) as session:
        row = session.execute(sa.select(PACKAGES).where(PACKAGES.c.id == package_id)).mappings().one()
        return dict(row)


def packer(app: FastAPI, database: Database) -> Packer:
    """The server's packer, with the settings of this database."""
    url = database.engine.url.render_as_string(hide_password=False)
    return Packer(database, app.state.settings.model_copy(update={"database_url": url}))


def leftovers(app: FastAPI) -> Iterator[Path]:
    """Drafts nobody has cleared away."""
    folder: Path = app.state.settings.data_dir / "packages" / "building"
    return folder.glob("*")
