"""Files of a submission: what they are by their bytes, and how they come out again."""

import hashlib

import pytest
from fastapi.testclient import TestClient

from backend.campaigns.submissions.rules import ALPHABET, gaps, manifest_digest, new_receipt_code
from tests.access.witnesses import codes
from tests.campaigns.rounds import API, PDF, begun, ok, problem, simple, upload
from tests.imports.uploads import sample
from tests.world import World

PATH = f"{API}/submissions"


def test_it_works(world: World, office: TestClient, li: TestClient) -> None:
    made = ok(upload(li, begun(li, simple(office), world.academic), name="自查报告（终稿）.pdf"))
    (file,) = made["files"]
    assert file["digest"] == hashlib.sha256(PDF).hexdigest()
    assert (file["name"], file["size"], file["part"]) == ("自查报告（终稿）.pdf", len(PDF), "report")
    assert file["uploaded_by_name"] == "李联络"
    path = f"{PATH}/{made['id']}/files/{file['id']}"
    answer = office.get(path)
    assert answer.content == PDF
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["x-content-type-options"] == "nosniff"
    held = {"If-None-Match": answer.headers["etag"]}
    assert office.get(path, headers=held).status_code == 304


def test_a_file_is_taken_out(world: World, office: TestClient, li: TestClient) -> None:
    made = ok(upload(li, begun(li, simple(office), world.academic)))
    path = f"{PATH}/{made['id']}/files/{made['files'][0]['id']}"
    assert li.delete(path).status_code == 204
    assert li.delete(path).status_code == 404
    again = ok(li.get(f"{PATH}/{made['id']}"))
    assert (again["files"], again["version"]) == ([], made["version"] + 1)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("空.pdf", b""),
        ("程序.pdf", b"MZ\x90\x00\x03\x00\x00\x00"),
        ("网页.pdf", b"<!doctype html><script>alert(1)</script>"),
        ("报告.docx", PDF),
        ("名册.csv", "姓名,工号\n".encode()),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(
    world: World, office: TestClient, li: TestClient, name: str, data: bytes
) -> None:
    made = begun(li, simple(office), world.academic)
    assert problem(upload(li, made, name=name, data=data)) == (422, "bad-file")
    assert ok(li.get(f"{PATH}/{made['id']}"))["files"] == []


def test_a_sealed_scan_is_an_image_or_a_pdf(world: World, office: TestClient, li: TestClient) -> None:
    made = begun(li, simple(office), world.academic)
    name, word = "报告.docx", sample("self_check_director")
    assert problem(upload(li, made, role="sealed_scan", name=name, data=word)) == (422, "bad-file")
    assert ok(upload(li, made, name=name, data=word))["files"][0]["role"] == "electronic"
    assert len(ok(upload(li, made, role="sealed_scan"))["files"]) == 2


def test_bad_input_is_refused(world: World, office: TestClient, li: TestClient) -> None:
    made = begun(li, simple(office), world.academic)
    assert codes(upload(li, made, part="plan")) == [("/part", "unknown")]
    assert codes(upload(li, made, part="../x")) == [("/part", "string_pattern_mismatch")]
    assert codes(upload(li, made, role="stamp")) == [("/role", "enum")]
    assert codes(li.post(f"{PATH}/{made['id']}/files", data={"part": "report"})) == [("/file", "missing")]
    assert li.get(f"{PATH}/{made['id']}/files/999999").status_code == 404


def test_a_file_is_addressed_in_its_own_submission(world: World, office: TestClient, li: TestClient) -> None:
    due = simple(office)
    made = ok(upload(li, begun(li, due, world.academic)))
    other = begun(office, due, world.finance)
    assert office.get(f"{PATH}/{other['id']}/files/{made['files'][0]['id']}").status_code == 404
    assert office.delete(f"{PATH}/{other['id']}/files/{made['files'][0]['id']}").status_code == 404


def test_optional_parts_may_lack() -> None:
    parts = [
        {"key": "plan", "name": "方案", "is_required": True},
        {"key": "list", "name": "名单", "is_required": False},
    ]
    assert [gap.pointer for gap in gaps(parts, [], needs_seal=False)] == ["/files/plan"]
    assert gaps(parts, [{"part": "plan", "role": "electronic"}], needs_seal=False) == []


def test_the_digest_depends_on_content_not_on_order() -> None:
    first = {"part": "a", "role": "electronic", "name": "甲.pdf", "digest": "1" * 64}
    second = {"part": "b", "role": "electronic", "name": "乙.pdf", "digest": "2" * 64}
    whole = manifest_digest([first, second], "说明")
    assert whole == manifest_digest([second, first], "说明")
    assert whole != manifest_digest([first, second], "")
    assert whole != manifest_digest([first], "说明")
    assert whole != manifest_digest([first, second | {"digest": "3" * 64}], "说明")


def test_receipt_codes_differ_and_are_easy_to_read() -> None:
    made = {new_receipt_code(2026) for _ in range(2000)}
    assert len(made) == 2000
    assert all(set(code.removeprefix("2026-")) <= set(ALPHABET) | {"-"} for code in made)
    assert not set("01IO") & set(ALPHABET)
