"""Packages of forms and of inspection papers: what is in them, and what is not for whoever asked."""

import hashlib
import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
import sqlalchemy as sa
from docx import Document
from fastapi import FastAPI

from backend.access.models import Grant, User
from backend.access.rules import UserStatus
from backend.campaigns.models import SubmissionVersion
from backend.campaigns.queries import FILES
from backend.kit.db import Database
from backend.kit.table import now, table_of
from backend.packages.child import build
from backend.packages.contents.results import NEED_TO_KNOW
from backend.packages.contents.volumes import VOLUMES
from backend.powers.queries import POWERS, REVISIONS
from tests.packages.papers import (
    API,
    ask,
    built,
    claim,
    entries,
    events,
    file_of,
    job_of,
    leftovers,
    manifest,
    scene_of,
    shown,
    sign_in,
    stored,
)
from tests.powers.operations import add_post_power
from tests.world import World

INSPECTION = {"kind": "inspection", "year": 2026}
FORMS = {"kind": "forms", "year": 2026}


def test_it_works(committed_app: FastAPI, committed: Database, furnished: World, tmp_path: Path) -> None:
    office = sign_in(committed_app, furnished.cast.office)
    row = built(committed_app, committed, office, department_id=furnished.college, **INSPECTION)
    assert (row["state"], row["failure"]) == ("ready", "")
    assert row["done"] == row["total"] == row["entries_count"] > 5
    data = file_of(office, row["id"])
    assert hashlib.sha256(data).hexdigest() == row["digest"]
    found = entries(data)
    assert hashlib.sha256(found["manifest.json"]).hexdigest() == row["manifest_digest"]
    for file in manifest(found)["files"]:
        assert hashlib.sha256(found[file["path"]]).hexdigest() == file["sha256"]
    folders = {path.partition("/")[0] for path in found if "/" in path}
    assert {"02 会议纪要", "03 报送与回执", "05 风险排查表", "07 审核认定", "09 检查评估与整改", "10 台账"} <= folders
    assert folders <= {f"{at:02d} {name}" for at, (name, _) in enumerate(VOLUMES, start=1)}
    assert {"00 目录.html", "00 目录.xlsx", "00 说明.txt", "SHA256SUMS", "manifest.json"} <= set(found)
    [finished] = events(committed, "package.finished")
    assert finished["details"]["manifest_digest"] == row["manifest_digest"]
    assert finished["actor_id"] == furnished.cast.office.user_id
    assert list(leftovers(committed_app)) == []


def test_it_is_checked_offline(
    committed_app: FastAPI, committed: Database, furnished: World, tmp_path: Path
) -> None:
    office = sign_in(committed_app, furnished.cast.office)
    row = built(committed_app, committed, office, department_id=furnished.college, **INSPECTION)
    (tmp_path / "package.zip").write_bytes(file_of(office, row["id"]))
    shutil.unpack_archive(tmp_path / "package.zip", tmp_path / "unpacked")
    (folder,) = (tmp_path / "unpacked").iterdir()
    check = ["sha256sum", "-c", "SHA256SUMS", "--strict", "--quiet"]
    assert subprocess.run(check, cwd=folder, check=False).returncode == 0
    with (folder / "00 目录.html").open("ab") as page:
        page.write(b"<!-- changed -->")
    assert subprocess.run(check, cwd=folder, check=False, capture_output=True).returncode == 1


def test_the_papers_say_what_was_recorded(
    committed_app: FastAPI, committed: Database, furnished: World
) -> None:
    office = sign_in(committed_app, furnished.cast.office)
    row = built(committed_app, committed, office, department_id=furnished.college, **INSPECTION)
    found = entries(file_of(office, row["id"]))
    texts = {path: said(data) for path, data in found.items() if path.endswith(".docx")}
    minutes = next(text for path, text in texts.items() if "院领导班子会议" in path)
    assert "会议研究了廉政风险防控工作。" in minutes
    receipt = next(text for path, text in texts.items() if "报送回执" in path)
    assert "2031-AAAAA-AAAAA" in receipt
    sheet = next(text for path, text in texts.items() if "教材管理岗-王老师" in path)
    assert "廉政风险" in sheet
    assert any("检查评估考核表" in path for path in texts)
    finding = next(text for path, text in texts.items() if "监督检查问题" in path)
    assert "整改情况" in finding
    assert found["00 目录.xlsx"].startswith(b"PK")


def said(data: bytes) -> str:
    """All the words of a Word document."""
    document = Document(BytesIO(data))
    cells = [cell.text for table in document.tables for line in table.rows for cell in line.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_forms_come_by_department(committed_app: FastAPI, committed: Database, furnished: World) -> None:
    office = sign_in(committed_app, furnished.cast.office)
    row = built(committed_app, committed, office, department_id=furnished.college, **FORMS)
    found = entries(file_of(office, row["id"]))
    assert "教务处/附件三 个人岗位廉政风险排查表（教材管理岗-王老师）.docx" in found
    assert "财务处/附件三 个人岗位廉政风险排查表（出纳岗-外人）.docx" in found
    assert any(path.startswith("风险点登记汇总表") for path in found)
    assert all(Document(BytesIO(data)) for path, data in found.items() if path.endswith(".docx"))
    assert len({path.casefold() for path in found}) == len(found)


def test_a_liaison_has_his_department_alone(
    committed_app: FastAPI, committed: Database, furnished: World
) -> None:
    li = sign_in(committed_app, furnished.cast.li)
    row = built(committed_app, committed, li, department_id=furnished.academic, **INSPECTION)
    found = entries(file_of(li, row["id"]))
    whole = "\n".join(found)
    assert "教材管理岗-王老师" in whole
    assert "外人" not in whole
    assert "财务处" not in whole
    assert NEED_TO_KNOW in row["left_out"]
    assert not [path for path in found if "附件四" in path]
    for stranger in (furnished.cast.other_liaison, furnished.cast.chen):
        assert sign_in(committed_app, stranger).get(f"{API}/packages/{row['id']}/file").status_code == 404


@pytest.mark.parametrize("who", ["other_liaison", "outsider", "wang", "system_admin"])
def test_strangers_ask_in_vain(
    who: str, committed_app: FastAPI, committed: Database, furnished: World
) -> None:
    client = sign_in(committed_app, getattr(furnished.cast, who))
    wish = {"department_id": furnished.academic, **FORMS}
    assert client.post(f"{API}/packages", json=wish).status_code in (403, 404)
    assert events(committed, "package.requested") == []


def test_warnings_are_for_who_may_read_them(
    committed_app: FastAPI, committed: Database, furnished: World
) -> None:
    wish = {"department_id": furnished.academic, "with_warnings": True, **INSPECTION}
    li = sign_in(committed_app, furnished.cast.li)
    assert li.post(f"{API}/packages", json=wish).status_code == 403
    office = sign_in(committed_app, furnished.cast.office)
    row = built(committed_app, committed, office, **wish)
    found = entries(file_of(office, row["id"]))
    (record,) = [path for path in found if "附件四" in path]
    assert "王老师" not in record
    assert NEED_TO_KNOW not in row["left_out"]
    [reading] = events(committed, "warning.read")
    assert reading["actor_id"] == furnished.cast.office.user_id


def test_rights_are_read_when_it_is_built(
    committed_app: FastAPI, committed: Database, furnished: World
) -> None:
    li = sign_in(committed_app, furnished.cast.li)
    row = ask(li, department_id=furnished.academic, **FORMS)
    grants = table_of(Grant)
    with committed.session() as session:
        session.execute(sa.delete(grants).where(grants.c.user_id == furnished.cast.li.user_id))
    claim(committed, row["id"])
    assert not build(committed, job_of(committed_app, committed, row["id"]))
    after = stored(committed, row["id"])
    assert (after["state"], after["digest"]) == ("failed", None)
    assert "无权查看" in after["failure"]


def test_a_disabled_account_gets_nothing(
    committed_app: FastAPI, committed: Database, furnished: World
) -> None:
    row = ask(sign_in(committed_app, furnished.cast.li), department_id=furnished.academic, **FORMS)
    users = table_of(User)
    with committed.session() as session:
        disabled = sa.update(users).where(users.c.id == furnished.cast.li.user_id)
        session.execute(disabled.values(status=UserStatus.disabled))
    claim(committed, row["id"])
    assert not build(committed, job_of(committed_app, committed, row["id"]))
    assert "停用" in stored(committed, row["id"])["failure"]


def test_who_lost_the_department_gets_no_file(
    committed_app: FastAPI, committed: Database, furnished: World
) -> None:
    li = sign_in(committed_app, furnished.cast.li)
    row = built(committed_app, committed, li, department_id=furnished.academic, **FORMS)
    grants = table_of(Grant)
    with committed.session() as session:
        own = (grants.c.user_id == furnished.cast.li.user_id, grants.c.department_id == furnished.academic)
        session.execute(sa.update(grants).where(*own).values(department_id=furnished.finance))
    refused = li.get(f"{API}/packages/{row['id']}/file")
    assert refused.status_code == 403
    assert "已无权" in refused.json()["detail"]


def test_a_lost_attachment_is_said(
    committed_app: FastAPI, committed: Database, furnished: World
) -> None:
    versions = table_of(SubmissionVersion)
    with committed.session() as session:
        file = session.execute(sa.select(FILES)).mappings().first()
        assert file is not None
        names = ("id", "part", "role", "name", "size")
        listed = [{name: file[name] for name in names} | {"digest": "f" * 64}]
        session.execute(sa.update(versions).values(files=listed))
    office = sign_in(committed_app, furnished.cast.office)
    row = built(committed_app, committed, office, department_id=furnished.college, **INSPECTION)
    assert row["state"] == "ready"
    assert any("报告" in left and "不在服务器上" in left for left in row["left_out"])


def test_cancelled_on_the_way_it_leaves_nothing(
    committed_app: FastAPI, committed: Database, furnished: World
) -> None:
    office = sign_in(committed_app, furnished.cast.office)
    row = ask(office, department_id=furnished.college, **FORMS)
    claim(committed, row["id"])
    cancelled = office.post(f"{API}/packages/{row['id']}/cancellation", headers={"If-Match": "now"})
    assert cancelled.json()["state"] == "cancelled"
    assert not build(committed, job_of(committed_app, committed, row["id"]))
    assert shown(office, row["id"])["state"] == "cancelled"
    assert office.get(f"{API}/packages/{row['id']}/file").status_code == 404
    assert list(leftovers(committed_app)) == []
    assert events(committed, "package.finished") == []


def test_every_format_that_was_asked_for(
    committed_app: FastAPI, committed: Database, furnished: World
) -> None:
    li = sign_in(committed_app, furnished.cast.li)
    formats = ["pdf", "docx", "xlsx"]
    row = built(committed_app, committed, li, department_id=furnished.academic, formats=formats, **FORMS)
    assert row["formats"] == ["docx", "xlsx", "pdf"]
    found = entries(file_of(li, row["id"]))
    stem = "教务处/附件三 个人岗位廉政风险排查表（教材管理岗-王老师）"
    assert found[f"{stem}.pdf"].startswith(b"%PDF-")
    assert found[f"{stem}.docx"].startswith(b"PK")
    assert b"xl/workbook.xml" in found[f"{stem}.xlsx"]
    register = [path for path in found if "登记汇总表" in path]
    assert {path.rpartition(".")[2] for path in register} == {"docx", "xlsx", "pdf"}


def test_a_paper_that_cannot_be_written_is_named(
    committed_app: FastAPI, committed: Database, furnished: World
) -> None:
    with committed.session() as session:
        academic = scene_of(
            committed_app, furnished, furnished.academic, furnished.textbook_post, furnished.cast.wang
        )
        add_post_power(session, academic)
        power = session.execute(sa.select(POWERS)).mappings().first()
        assert power is not None
        broken = {"power_id": power["id"], "number": 1, "steps": [{"key": "damaged"}]}
        session.execute(sa.insert(REVISIONS).values(**broken, saved_by_name="李联络", saved_at=now()))
    office = sign_in(committed_app, furnished.cast.office)
    row = built(committed_app, committed, office, department_id=furnished.college, **INSPECTION)
    assert row["state"] == "failed"
    assert f"权力运行流程图（{power['name']}）" in row["failure"]
    assert row["allowed_actions"] == ["retry"]
    assert list(leftovers(committed_app)) == []
