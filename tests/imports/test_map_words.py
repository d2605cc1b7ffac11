"""What a department's own words mean: said once, used for its next file, visible and removable."""

from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from httpx import Response
from sqlmodel import Session

from backend.imports.queries import IMPORTS
from backend.kit.journal import Event
from backend.kit.table import table_of
from tests.conftest import SignIn
from tests.imports.test_apply_import import unit
from tests.imports.uploads import applied, choose, counts, uploaded
from tests.imports.word import docx, table
from tests.world import World

API = "/api/v1"
NOW = {"If-Match": "now"}
OWN = ("部门职责", "廉政风险点", "存在的毛病", "原因分析", "风险等级", "对策")
ROWS = (("排课", "照顾", "照顾亲友", "监管缺失", "严重", "公示"), ("考试", "泄题", "卖题", "", "一级", ""))
SAID = {
    "columns": [{"text": "存在的毛病", "column": "manifestation"}, {"text": "对策", "column": "measures"}],
    "levels": [{"word": "严重", "level": "high"}],
}


def own_form(*rows: tuple[str, ...]) -> bytes:
    return docx(unit("教务处") + table(OWN, *(rows or ROWS)))


def say(client: TestClient, found: Any, headers: dict[str, str] = NOW, **body: Any) -> Response:
    url = f"{API}/imports/{found['id']}/mapping"
    response: Response = client.put(url, json=SAID | body, headers=headers)
    return response


def said(client: TestClient, found: Any, **body: Any) -> Any:
    response = say(client, found, **body)
    assert response.status_code == 200, response.text
    return response.json()


def origins(found: Any) -> dict[str, tuple[str | None, str]]:
    """Header or level word → what it means and why."""
    (only,) = found["tables"]
    columns = {one["text"]: (one["column"], one["origin"]) for one in only["columns"]}
    return columns | {one["word"]: (one["level"], one["origin"]) for one in only["levels"]}


def kept(client: TestClient, **query: Any) -> Any:
    response = client.get(f"{API}/import-mappings", params=query)
    assert response.status_code == 200, response.text
    return response.json()["items"]


def values(found: Any) -> list[Any]:
    return [item["values"] for item in found["forms"][0]["items"]]


def test_it_works(sign_in: SignIn, world: World) -> None:
    li = sign_in(world.cast.li)
    first = uploaded(li, own_form())
    assert origins(first) == {
        "部门职责": ("duties", "usual"),
        "廉政风险点": ("risk_point", "usual"),
        "存在的毛病": (None, "unknown"),
        "原因分析": ("causes", "usual"),
        "风险等级": ("level", "usual"),
        "对策": (None, "unknown"),
        "严重": (None, "unknown"),
        "一级": ("high", "convention"),
    }
    assert counts(first) == {"new": 1, "refused": 1}
    found = said(li, first)
    assert (found["version"], counts(found)) == (2, {"new": 2})
    assert values(found)[0]["manifestation"] == "照顾亲友"
    assert (values(found)[0]["measures"], values(found)[0]["declared_level"]) == ("公示", "high")
    shown = origins(found)
    assert shown["存在的毛病"] == ("manifestation", "chosen")
    assert (shown["对策"], shown["严重"]) == (("measures", "chosen"), ("high", "chosen"))
    assert not [one for one in found["forms"][0]["findings"] if one["code"] == "unknown-column"]
    assert counts(applied(li, found)) == {"new": 2}


def test_the_next_file_of_the_department_is_read_alike(sign_in: SignIn, world: World) -> None:
    li = sign_in(world.cast.li)
    said(li, uploaded(li, own_form()))
    found = uploaded(li, own_form(("选课", "改成绩", "私改", "", "严重", "双人复核")))
    assert values(found)[0]["measures"] == "双人复核"
    assert origins(found)["存在的毛病"] == ("manifestation", "remembered")
    assert origins(found)["严重"] == ("high", "remembered")
    listed = {one["text"]: one for one in kept(li)}
    assert set(listed) == {"存在的毛病", "对策", "严重"}
    one = listed["严重"]
    assert (one["part"], one["level"], one["column"]) == ("level", "high", None)
    assert (one["department_name"], one["kind"]) == ("教务处", "department_inventory")
    assert (one["used_by_name"], one["uses_count"]) == ("李联络", 1)


def test_other_departments_are_not_concerned(sign_in: SignIn, world: World) -> None:
    li, office = sign_in(world.cast.li), sign_in(world.cast.office)
    said(li, uploaded(li, own_form()))
    assert origins(uploaded(office, own_form(), department_id=world.finance))["对策"] == (None, "unknown")
    assert origins(uploaded(office, own_form()))["对策"] == (None, "unknown")
    assert origins(uploaded(office, own_form(), department_id=world.academic))["对策"][1] == "remembered"
    stranger = sign_in(world.cast.other_liaison)
    assert kept(stranger) == []
    assert len(kept(office, department_id=world.academic)) == 3


def test_a_column_can_be_left_out(sign_in: SignIn, world: World) -> None:
    """Without a doubt about it afterwards."""
    li = sign_in(world.cast.li)
    columns = [{"text": "存在的毛病", "column": None}, {"text": "原因分析", "column": None}]
    found = said(li, uploaded(li, own_form()), columns=columns)
    assert (values(found)[0]["manifestation"], values(found)[0]["causes"]) == ("", "")
    doubts = [one["raw"] for one in found["forms"][0]["findings"] if one["code"] == "unknown-column"]
    assert doubts == ["对策"]
    assert origins(found)["原因分析"] == (None, "chosen")


def test_a_table_nobody_understood_is_read_when_told_how(sign_in: SignIn, world: World) -> None:
    li = sign_in(world.cast.li)
    heads = ("干啥的", "要当心什么", "咋表现", "咋防")
    file = docx(unit("教务处") + table(heads, ("排课", "照顾", "照顾亲友", "公示")))
    first = uploaded(li, file)
    assert (first["forms"], first["tables"][0]["kind"]) == ([], None)
    columns = [
        {"text": text, "column": column}
        for text, column in zip(heads, ("duties", "risk_point", "manifestation", "measures"), strict=True)
    ]
    found = said(li, first, columns=columns, levels=[])
    assert counts(found) == {"new": 1}
    assert values(found)[0]["manifestation"] == "照顾亲友"
    assert {one["kind"] for one in kept(li)} == {found["forms"][0]["kind"]}


def test_taking_a_meaning_back_forgets_it(sign_in: SignIn, world: World) -> None:
    li = sign_in(world.cast.li)
    found = said(li, uploaded(li, own_form()))
    found = said(li, found, columns=SAID["columns"][:1])
    assert origins(found)["对策"] == (None, "unknown")
    assert {one["text"] for one in kept(li)} == {"存在的毛病", "严重"}


def test_a_meaning_for_this_file_alone(sign_in: SignIn, world: World) -> None:
    li = sign_in(world.cast.li)
    assert counts(said(li, uploaded(li, own_form()), is_remembered=False)) == {"new": 2}
    assert kept(li) == []


def test_the_same_again_changes_nothing(sign_in: SignIn, world: World) -> None:
    li = sign_in(world.cast.li)
    found = said(li, uploaded(li, own_form()))
    assert said(li, found)["version"] == found["version"]
    assert len(kept(li)) == 3


def test_choices_for_the_same_forms_stay(sign_in: SignIn, world: World) -> None:
    li = sign_in(world.cast.li)
    found = uploaded(li, own_form())
    choose(li, found, year=2027)
    assert said(li, found)["forms"][0]["year"] == 2027


def test_remembered_meanings_are_kept_and_removed_by_hand(sign_in: SignIn, world: World) -> None:
    li = sign_in(world.cast.li)
    body = {"department_id": world.academic, "part": "column", "text": "对 策", "column": "measures"}
    made = li.post(f"{API}/import-mappings", json=body)
    assert made.status_code == 201, made.text
    assert origins(uploaded(li, own_form()))["对策"] == ("measures", "remembered")
    again = li.post(f"{API}/import-mappings", json=body | {"column": "remark"})
    assert (again.json()["id"], again.json()["column"]) == (made.json()["id"], "remark")
    url = f"{API}/import-mappings/{made.json()['id']}"
    assert li.delete(url).status_code == 204
    assert li.delete(url).status_code == 404
    assert origins(uploaded(li, own_form()))["对策"] == (None, "unknown")


def test_strangers_and_readers_say_nothing(sign_in: SignIn, world: World) -> None:
    li, stranger, head = (sign_in(one) for one in (world.cast.li, world.cast.other_liaison, world.cast.chen))
    found = said(li, uploaded(li, own_form()))
    assert say(stranger, found).status_code == 404
    assert say(head, found).status_code == 403
    one = kept(li)[0]
    assert stranger.delete(f"{API}/import-mappings/{one['id']}").status_code == 404
    assert head.delete(f"{API}/import-mappings/{one['id']}").status_code == 403
    body: dict[str, Any] = {"part": "level", "text": "严重", "level": "high"}
    assert li.post(f"{API}/import-mappings", json=body).status_code == 403
    body["department_id"] = world.finance
    assert li.post(f"{API}/import-mappings", json=body).status_code == 422


BAD: tuple[tuple[dict[str, Any], str], ...] = (
    ({"columns": [{"text": "没有这一列", "column": "remark"}]}, "/columns/0"),
    ({"columns": [{"text": "对策", "column": "filled_on"}]}, "/columns/0/column"),
    ({"columns": [{"text": "对策", "column": None}, {"text": "对 策", "column": None}]}, "/columns/1"),
    ({"levels": [{"word": "严重", "level": None}]}, "/levels/0/level"),
    ({"levels": [{"word": "没有", "level": "high"}]}, "/levels/0"),
    ({"columns": [{"text": "", "column": None}]}, "/columns/0/text"),
    ({"kolumnen": []}, "/kolumnen"),
)


@pytest.mark.parametrize(("body", "pointer"), BAD)
def test_bad_meanings_are_refused(
    sign_in: SignIn, world: World, body: dict[str, Any], pointer: str
) -> None:
    li = sign_in(world.cast.li)
    response = say(li, uploaded(li, own_form()), **body)
    assert response.status_code == 422
    assert pointer in [error["pointer"] for error in response.json()["errors"]]


@pytest.mark.parametrize(
    "body",
    [
        {"part": "level", "text": "严重"},
        {"part": "level", "text": "严重", "level": "high", "column": "remark"},
        {"part": "column", "text": "对策", "level": "high"},
        {"part": "column", "text": "对策", "column": "whole"},
    ],
)
def test_half_meanings_are_refused(sign_in: SignIn, world: World, body: dict[str, Any]) -> None:
    li = sign_in(world.cast.li)
    response = li.post(f"{API}/import-mappings", json=body | {"department_id": world.academic})
    assert response.status_code == 422


def test_versions_guard_the_meanings(sign_in: SignIn, world: World) -> None:
    li = sign_in(world.cast.li)
    found = uploaded(li, own_form())
    assert say(li, found, headers={}).status_code == 428
    choose(li, found, year=2027)
    assert say(li, found, headers={"If-Match": '"v1"'}).status_code == 412
    applied(li, found)
    assert say(li, found).status_code == 409


def test_without_the_file_nothing_is_read_again(sign_in: SignIn, world: World, session: Session) -> None:
    li = sign_in(world.cast.li)
    found = uploaded(li, own_form())
    session.execute(sa.update(IMPORTS).values(file_digest="0" * 64))
    response = say(li, found)
    assert (response.status_code, response.json()["type"]) == (409, "/problems/file-gone")


def test_it_is_journaled(sign_in: SignIn, world: World, session: Session) -> None:
    li = sign_in(world.cast.li)
    found = said(li, uploaded(li, own_form()))
    said(li, found, columns=[], levels=[{"word": "严重", "level": "medium"}])
    actions = list(session.execute(sa.select(table_of(Event).c.action)).scalars())
    assert actions.count("import.mapped") == 2
    assert actions.count("import_mapping.created") == 3
    assert actions.count("import_mapping.removed") == 2
    assert actions.count("import_mapping.updated") == 1
