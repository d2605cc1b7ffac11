"""Whether templates are shown as PDF is for the college to say, as for the old formats it takes in."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI

from backend.documents.checker.proof import converter
from backend.settings import Settings
from tests.conftest import SignIn
from tests.documents.test_adopt_templates import URL, WORD, uploaded
from tests.world import World


@pytest.fixture
def switched_off(app: FastAPI, settings: Settings) -> Iterator[None]:
    """A college that wants no converter."""
    kept = app.state.settings
    app.state.settings = settings.model_copy(update={"converter": "off"})
    yield
    app.state.settings = kept


def test_a_preview_is_a_pdf_where_something_makes_it(sign_in: SignIn, world: World) -> None:
    template = uploaded(sign_in(world.cast.office), "本校")
    assert template["has_pdf_preview"] is (converter() is not None)


@pytest.mark.usefixtures("switched_off")
def test_a_converter_that_is_switched_off_makes_no_preview(sign_in: SignIn, world: World) -> None:
    office = sign_in(world.cast.office)
    template = uploaded(office, "本校")
    assert template["has_pdf_preview"] is False
    shown = office.get(f"{URL}/{template['id']}/preview")
    assert (shown.status_code, shown.headers["Content-Type"]) == (200, WORD)
