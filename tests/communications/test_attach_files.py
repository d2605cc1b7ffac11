"""Files of meetings, notices and questions: in, out, off, and what is refused."""

from fastapi.testclient import TestClient
from httpx import Response

from tests.communications.cases import (
    API,
    ask,
    draft_notice,
    made,
    problem,
    publish,
    record_of,
    schedule,
    step,
)
from tests.conftest import SignIn
from tests.world import World

PDF = b"%PDF-1.7\n1 0 obj << >> endobj\n%%EOF\n"


def _upload(client: TestClient, row: str, data: bytes = PDF, name: str = "会议签到表.pdf") -> Response:
    files = {"file": (name, data, "application/octet-stream")}
    answer: Response = client.post(f"{API}/{row}/files", files=files)
    return answer


def test_it_works(world: World, sign_in: SignIn) -> None:
    li = sign_in(world.cast.li)
    row = f"meetings/{schedule(li, world)['id']}"
    file = made(_upload(li, row))
    assert (file["name"], file["media_type"], file["size"]) == ("会议签到表.pdf", "application/pdf", len(PDF))
    assert [one["id"] for one in li.get(f"{API}/{row}").json()["files"]] == [file["id"]]
    content = sign_in(world.cast.wang).get(f"{API}/{row}/files/{file['id']}")
    assert (content.content, content.headers["content-type"]) == (PDF, "application/pdf")
    assert content.headers["content-disposition"].startswith("attachment;")
    assert content.headers["x-content-type-options"] == "nosniff"
    assert li.delete(f"{API}/{row}/files/{file['id']}").status_code == 204
    assert li.get(f"{API}/{row}").json()["files"] == []
    assert li.get(f"{API}/{row}/files/{file['id']}").status_code == 404


def test_strangers_get_no_file(world: World, sign_in: SignIn) -> None:
    li, other = sign_in(world.cast.li), sign_in(world.cast.other_liaison)
    for row in (f"meetings/{schedule(li, world)['id']}", f"questions/{ask(li, world)['id']}"):
        file = made(_upload(li, row))
        assert other.get(f"{API}/{row}/files/{file['id']}").status_code == 404
        assert _upload(other, row).status_code == 404


def test_a_file_has_its_address_below_its_own_owner_only(world: World, sign_in: SignIn) -> None:
    li = sign_in(world.cast.li)
    first, second = schedule(li, world)["id"], schedule(li, world)["id"]
    file = made(_upload(li, f"meetings/{first}"))
    assert li.get(f"{API}/meetings/{second}/files/{file['id']}").status_code == 404
    assert li.delete(f"{API}/meetings/{second}/files/{file['id']}").status_code == 404
    assert li.get(f"{API}/meetings/{first}/files/{file['id']}").status_code == 200


def test_a_file_is_what_its_name_says(world: World, sign_in: SignIn) -> None:
    li = sign_in(world.cast.li)
    row = f"meetings/{schedule(li, world)['id']}"
    assert problem(_upload(li, row, b"MZ\x90\x00\x03\x00\x00\x00", "纪要.exe")) == (422, "bad-file")
    assert problem(_upload(li, row, PDF, "纪要.docx")) == (422, "bad-file")
    assert problem(_upload(li, row, b"", "空.txt")) == (422, "bad-file")
    assert li.get(f"{API}/{row}").json()["files"] == []


def test_what_is_filed_published_or_closed_takes_no_more_files(world: World, sign_in: SignIn) -> None:
    li, office = sign_in(world.cast.li), sign_in(world.cast.office)
    meeting = f"meetings/{schedule(li, world)['id']}"
    file = made(_upload(li, meeting))
    step(li, meeting, 1, "record", record_of(world))
    step(li, meeting, 2, "filing")
    notice = f"notices/{publish(office, world)['id']}"
    question = f"questions/{ask(li, world)['id']}"
    step(li, question, 1, "closure")
    for client, row in ((li, meeting), (office, notice), (li, question)):
        assert problem(_upload(client, row)) == (409, "illegal-transition"), row
    assert problem(li.delete(f"{API}/{meeting}/files/{file['id']}")) == (409, "illegal-transition")


def test_the_files_of_a_withdrawn_notice_go_with_its_text(world: World, sign_in: SignIn) -> None:
    office, li = sign_in(world.cast.office), sign_in(world.cast.li)
    row = f"notices/{draft_notice(office, world)['id']}"
    file = made(_upload(office, row))
    made(step(office, row, 1, "publication"), 200)
    assert li.get(f"{API}/{row}/files/{file['id']}").content == PDF
    made(step(office, row, 2, "withdrawal", {"reason": "日期有误"}), 200)
    assert li.get(f"{API}/{row}/files/{file['id']}").status_code == 404
    assert office.get(f"{API}/{row}/files/{file['id']}").content == PDF
