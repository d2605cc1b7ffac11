"""附件四 as we hand it out comes back as zero changes, whatever it says and however far the case has come."""

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from backend.warnings.queries import CASES
from tests.access.cells import rolled_back
from tests.conftest import SignIn
from tests.imports.test_round_trip import FORMATS, HOW, TEXT
from tests.imports.uploads import API, applied, uploaded
from tests.warnings.cases import PROMISE, change, dispose, draft
from tests.world import World

CIRCUMSTANCES = st.tuples(st.just("验收单由同一人代签"), TEXT).map("".join)


@pytest.mark.parametrize("extension", FORMATS)
@HOW
@given(what=CIRCUMSTANCES, measures=TEXT, remark=TEXT, is_closed=st.booleans())
def test_our_own_form_comes_back_unchanged(
    sign_in: SignIn,
    world: World,
    session: Session,
    extension: str,
    what: str,
    measures: str,
    remark: str,
    is_closed: bool,
) -> None:
    office = sign_in(world.cast.office)
    with rolled_back(session):
        stored = draft(office, world, circumstances=what, measures_taken=measures, remark=remark)
        if is_closed:
            stored = dispose(office, world, stored)
            stored = change(sign_in(world.cast.wang), stored, "promise", PROMISE).json()
            stored = change(office, stored, "closure", {"reason": "已核实"}).json()
        answer = office.get(f"{API}/documents/warnings/{stored['id']}", params={"format": extension})
        found = uploaded(office, answer.content)
        (item,) = found["forms"][0]["items"]
        assert (item["status"], item["changes"], item["reason"]) == ("unchanged", [], "")
        assert [one for form in found["forms"] for one in form["findings"]] == []
        applied(office, found)
        version = sa.select(CASES.c.version).where(CASES.c.id == stored["id"])
        assert session.execute(version).scalar_one() == stored["version"]
