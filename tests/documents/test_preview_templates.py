"""Whether templates are shown as PDF is for the college to say, as for the old formats it takes in."""

import pytest
from fastapi import FastAPI

from backend.documents.checker.proof import converter
from tests.conftest import SignIn
from tests.documents.test_adopt_templates import URL, WORD, uploaded
from tests.world import World


def test_a_converter_that_is_switched_off_makes_no_preview(
    app: FastAPI, sign_in: SignIn, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = sign_in(world.cast.office)
    template = uploaded(office, "本校")
    assert template["has_pdf_preview"] is (converter() is not None)
    off = app.state.settings.model_copy(update={"converter": "off"})
    monkeypatch.setattr(app.state, "settings", off)
    page = f"{URL}/{template['id']}"
    assert office.get(page).json()["has_pdf_preview"] is False
    shown = office.get(f"{page}/preview")
    assert (shown.status_code, shown.headers["Content-Type"]) == (200, WORD)
