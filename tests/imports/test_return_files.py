"""`GET /imports/{id}/annotated`: the uploaded file with its findings and refusals as comments."""

from io import BytesIO
from typing import Any
from urllib.parse import unquote

import openpyxl
import pytest
import xlsxwriter
from fastapi import FastAPI
from fastapi.testclient import TestClient

from backend.imports.returns.rules import advised
from backend.imports.rules import Severity
from backend.kit.files import Store
from tests.conftest import SignIn
from tests.imports.commented import commented, comments, parts, sheet_of
from tests.imports.uploads import applied, choose, counts, upload, uploaded
from tests.imports.word import docx, pack, para, table
from tests.world import World

API = "/api/v1"
INVENTORY = ("部门职责", "廉政风险点", "表现形式", "原因分析", "风险等级", "防控措施")
CATALOGUE = ("权力名称", "具体内容", "办理主体", "制度依据")
WRONG = ("排课", "照顾", "照顾亲友", "监管缺失", "较高", "公示")
RIGHT = ("排课", "照顾", "照顾亲友", "监管缺失", "高", "公示")
HEADING = "部门（盖章）：教务处    负责人：陈处长     填表日期：2026年9月1日"


def sheet(*rows: tuple[str, ...], heading: str = HEADING) -> bytes:
    return docx(para(heading) + table(INVENTORY, *rows))


def returned(client: TestClient, found: Any) -> bytes:
    response = client.get(f"{API}/imports/{found['id']}/annotated")
    assert response.status_code == 200, response.text
    content: bytes = response.content
    return content


def test_it_works(sign_in: SignIn, world: World) -> None:
    li = sign_in(world.cast.li)
    rows = ((*WRONG[:2], "照顾亲友。", *WRONG[3:]), ("", "", "漏排。", "", "", ""))
    response = upload(li, sheet(*rows), "2026 排查表.docx")
    answer = li.get(f"{API}/imports/{response.json()['id']}/annotated")
    assert answer.status_code == 200
    assert answer.headers["content-type"].endswith("wordprocessingml.document")
    assert "2026 排查表（批注）.docx" in unquote(answer.headers["content-disposition"])
    found = commented(answer.content)
    assert found["较高"] == "错误：认不出风险等级，请填“高”“中”或“低”。"
    assert [text for text in found.values() if "没有写廉政风险点" in text]
    assert all(text.startswith(("错误：", "疑问：", "提示：")) for text in found.values())


def test_comments_change_nothing_and_corrections_leave_none(sign_in: SignIn, world: World) -> None:
    li = sign_in(world.cast.li)
    found = uploaded(li, sheet(WRONG))
    again = uploaded(li, returned(li, found))
    assert again["forms"] == found["forms"]
    assert again["findings"] == found["findings"]
    corrected = uploaded(li, sheet(RIGHT))
    assert returned(li, corrected) == sheet(RIGHT)


def test_a_workbook_comes_back_as_a_workbook(sign_in: SignIn, world: World) -> None:
    li = sign_in(world.cast.li)
    data = sheet_of(((HEADING,), INVENTORY, WRONG))
    response = upload(li, data, "排查表.xlsx")
    answer = li.get(f"{API}/imports/{response.json()['id']}/annotated")
    assert "排查表（批注）.xlsx" in unquote(answer.headers["content-disposition"])
    cell = openpyxl.load_workbook(BytesIO(answer.content)).active["E3"]
    assert cell.comment.text == "错误：认不出风险等级，请填“高”“中”或“低”。"


def test_a_department_that_is_missing_is_said_where_it_is_written(sign_in: SignIn, world: World) -> None:
    li = sign_in(world.cast.li)
    heading = "部门（盖章）：后勤处    填表日期：2026年9月1日"
    found = commented(returned(li, uploaded(li, sheet(RIGHT, heading=heading))))
    assert found[heading].startswith("错误：没有找到“后勤处”，请选择对应的部门")


def test_a_doubt_about_who_filled_it_in_is_no_error(sign_in: SignIn, world: World) -> None:
    li = sign_in(world.cast.li)
    heading = "部门：教务处    姓名：李某某某"
    columns = ("岗位", "岗位职责", "岗位权力", "岗位风险点")
    body = para(heading) + table(columns, ("教材管理岗", "1.核对教材款项", "1.教材选用初审", "1.倾向供应商"))
    found = commented(returned(li, uploaded(li, docx(body))))
    assert "疑问：表上写的是“李某某某”" in found[heading]


def test_a_sheet_under_review_says_so_once(sign_in: SignIn, world: World) -> None:
    li = sign_in(world.cast.li)
    done = applied(li, uploaded(li, sheet(RIGHT)))
    url = f"{API}/risk-inventories/{done['forms'][0]['inventory']['id']}/submission"
    assert li.post(url, headers={"If-Match": "now"}).status_code == 200
    late = uploaded(li, sheet(("考试", "泄题", "卖题", "", "中", ""), ("考试", "替考", "纵容", "", "高", "")))
    assert counts(late) == {"refused": 2}
    found = commented(returned(li, late))
    assert found["泄题"].startswith("错误：风险点不能导入：")
    assert "不能修改" in found["泄题"]
    assert found["泄题"].endswith("这张表还有 1 条同样如此。")
    assert "替考" not in found


def test_a_text_that_is_too_long_is_said_in_its_cell(sign_in: SignIn, world: World) -> None:
    li = sign_in(world.cast.li)
    body = para("部门：教务处") + table(CATALOGUE, ("调课" * 101, "审批", "教务科", "办法"))
    found = commented(returned(li, uploaded(li, docx(body))))
    assert found["调课" * 101].startswith("错误：职权不能导入：不能超过 200 个字。")


def test_a_form_that_is_left_out_gets_no_comment(sign_in: SignIn, world: World) -> None:
    li = sign_in(world.cast.li)
    found = uploaded(li, sheet(WRONG))
    choose(li, found, is_skipped=True)
    assert comments(returned(li, found)) == []


def test_after_the_application_it_says_what_was_not_taken(sign_in: SignIn, world: World) -> None:
    li = sign_in(world.cast.li)
    found = uploaded(li, sheet(WRONG, ("考试", "泄题", "卖题", "", "中", "")))
    assert counts(applied(li, found)) == {"new": 1, "refused": 1}
    assert commented(returned(li, found))["较高"].startswith("错误：")


def test_a_file_without_any_form_says_what_to_use(sign_in: SignIn, world: World) -> None:
    li = sign_in(world.cast.li)
    data = docx(para("通讯录") + table(("姓名", "电话"), ("王老师", "内线")))
    texts = "\n".join(text for _, text in comments(returned(li, uploaded(li, data))))
    assert "错误：没有找到可以导入的表格，请使用附件一至附件四" in texts


def test_a_file_that_is_gone_says_so(sign_in: SignIn, world: World, app: FastAPI) -> None:
    li = sign_in(world.cast.li)
    found = uploaded(li, sheet(WRONG, ("仅此", "一份", "的", "文件", "低", "。")))
    Store(app.state.settings.data_dir / "files").delete(found["file_digest"])
    response = li.get(f"{API}/imports/{found['id']}/annotated")
    assert (response.status_code, response.json()["type"]) == (410, "/problems/file-gone")
    assert "重新上传" in response.json()["detail"]


def test_strangers_get_nothing(sign_in: SignIn, world: World, client: TestClient) -> None:
    found = uploaded(sign_in(world.cast.li), sheet(WRONG))
    url = f"{API}/imports/{found['id']}/annotated"
    assert sign_in(world.cast.other_liaison).get(url).status_code == 404
    assert sign_in(world.cast.chen).get(url).status_code == 403
    assert sign_in(world.cast.office).get(f"{API}/imports/999999/annotated").status_code == 404


@pytest.mark.parametrize(
    ("severity", "message", "text"),
    [
        (Severity.error, "认不出，请改。", "认不出，请改。"),
        (Severity.error, "不能超过 200 个字。", "不能超过 200 个字。请改正后重新上传。"),
        (Severity.note, "“同上”已换成上一行的内容。", "“同上”已换成上一行的内容。如与本意不符，请改正。"),
    ],
)
def test_every_remark_says_what_to_do(severity: Severity, message: str, text: str) -> None:
    assert advised(severity, message) == text


def test_the_second_sheet_gets_its_own_notes(sign_in: SignIn, world: World) -> None:
    li = sign_in(world.cast.li)
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        for name, heading, row in (("教务", HEADING, RIGHT), ("财务", "部门：无此处", WRONG)):
            sheet = book.add_worksheet(name)
            for at, cells in enumerate(((heading,), INVENTORY, row)):
                sheet.write_row(at, 0, cells)
    response = upload(li, buffer.getvalue(), "两个部门.xlsx")
    back = openpyxl.load_workbook(BytesIO(returned(li, response.json())))
    assert [cell.comment for row in back["教务"].iter_rows() for cell in row if cell.comment] == []
    assert "没有找到“无此处”" in back["财务"]["A1"].comment.text
    assert back["财务"]["E3"].comment.text.startswith("错误：认不出风险等级")


def test_a_zip_gets_comments_in_each_of_its_files(sign_in: SignIn, world: World) -> None:
    li = sign_in(world.cast.li)
    done = applied(li, uploaded(li, sheet(RIGHT)))
    url = f"{API}/risk-inventories/{done['forms'][0]['inventory']['id']}/submission"
    assert li.post(url, headers={"If-Match": "now"}).status_code == 200
    late = sheet(("考试", "泄题", "卖题", "", "中", ""))
    response = upload(li, pack({"甲.docx": sheet(WRONG), "乙.docx": late}), "各科.zip")
    answer = li.get(f"{API}/imports/{response.json()['id']}/annotated")
    assert answer.headers["content-type"] == "application/zip"
    files = parts(answer.content)
    assert list(files) == ["甲（批注）.docx", "乙（批注）.docx"]
    assert "较高" in commented(files["甲（批注）.docx"])
    assert "不能修改" in commented(files["乙（批注）.docx"])["泄题"]
