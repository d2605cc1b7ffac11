"""The governing document as a file."""

import hashlib

from fastapi.testclient import TestClient
from httpx import Response

from tests.campaigns.rounds import ANY, API, PDF, draft, end, ok, problem, running
from tests.conftest import SignIn
from tests.imports.uploads import sample
from tests.world import World


def attach(client: TestClient, campaign_id: int, data: bytes = PDF, name: str = "实施意见.pdf") -> Response:
    answer: Response = client.post(
        f"{API}/campaigns/{campaign_id}/document", files={"file": (name, data)}, headers=ANY
    )
    return answer


def test_it_works(world: World, sign_in: SignIn, office: TestClient) -> None:
    made = running(office)
    found = ok(attach(office, made["id"]))["document_file"]
    assert found["name"] == "实施意见.pdf"
    assert found["digest"] == hashlib.sha256(PDF).hexdigest()
    answer = sign_in(world.cast.wang).get(f"{API}/campaigns/{made['id']}/document")
    assert answer.content == PDF
    assert answer.headers["content-type"] == "application/pdf"
    assert "attachment" in answer.headers["content-disposition"]


def test_a_new_file_takes_the_place_of_the_old(office: TestClient) -> None:
    made = draft(office)
    ok(attach(office, made["id"]))
    word = sample("self_check_director")
    again = ok(attach(office, made["id"], word, "实施意见（修订）.docx"))
    assert again["document_file"]["name"] == "实施意见（修订）.docx"
    assert office.get(f"{API}/campaigns/{made['id']}/document").content == word


def test_a_draft_shows_its_document_to_nobody_else(world: World, sign_in: SignIn, office: TestClient) -> None:
    made = draft(office)
    ok(attach(office, made["id"]))
    wang = sign_in(world.cast.wang)
    assert wang.get(f"{API}/campaigns/{made['id']}/document").status_code == 404
    assert attach(wang, made["id"]).status_code == 403


def test_bad_input_is_refused(office: TestClient) -> None:
    made = draft(office)
    assert problem(attach(office, made["id"], b"", "空.pdf")) == (422, "bad-file")
    assert problem(attach(office, made["id"], b"\x7fELF\x01\x02", "程序.pdf")) == (422, "bad-file")
    assert problem(attach(office, made["id"], PDF, "实施意见.docx")) == (422, "bad-file")
    assert problem(attach(office, made["id"], "姓名,工号".encode(), "名册.csv")) == (422, "bad-file")
    assert office.get(f"{API}/campaigns/{made['id']}/document").status_code == 404
    end(office, made)
    assert problem(attach(office, made["id"])) == (409, "illegal-transition")
