"""`python -m backend rebuild`: repair after somebody wrote to the database by hand."""

import pytest
import sqlalchemy as sa

from backend import cli
from backend.kit.db import Database
from backend.organization.queries import POSITIONS
from backend.risks.queries import TALLY
from backend.settings import Settings
from tests.world import build


def test_it_works(
    committed: Database,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with committed.session() as session:
        world = build(session)
        wrong = {
            "department_id": world.academic,
            "year": 2026,
            "level": "",
            "likelihood": "",
            "consequence": "",
        }
        session.execute(sa.insert(TALLY).values(**wrong, points=7))
    url = committed.engine.url.render_as_string(hide_password=False)
    monkeypatch.setattr(cli, "settings_of", lambda *, demo: settings.model_copy(update={"database_url": url}))
    assert cli.main(["rebuild"]) == 0
    assert "6 个岗位的等级有变化" in capsys.readouterr().out
    with committed.session(read_only=True) as session:
        assert session.execute(sa.select(sa.func.count()).select_from(TALLY)).scalar_one() == 0
        levels = session.execute(sa.select(POSITIONS.c.risk_level)).scalars().all()
    assert len(levels) == 6
    assert None not in levels
