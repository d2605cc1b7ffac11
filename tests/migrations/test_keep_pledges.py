"""Who acknowledged a hand-over before pledges had a table of their own has signed what he was shown."""

from datetime import UTC, date, datetime

import sqlalchemy as sa

from backend.kit.db import make_engine
from tests.databases import Server, migrate
from tests.migrations.test_keep_rows import insert

NEW_YEAR_ON_CAMPUS = datetime(2025, 12, 31, 17, tzinfo=UTC)


def test_what_was_acknowledged_becomes_a_pledge(server: Server) -> None:
    url = server.empty()
    migrate(url, "2026_11_25_former_places")
    engine = make_engine(url)
    with engine.connect() as connection:
        unit = {"code": "JWC", "name": "教务处", "kind": "office", "path": "/1/", "sort": 0, "duties": []}
        insert(connection, "department", unit)
        insert(connection, "pledge_text", {"number": 1, "text": "第一版", "published_at": NEW_YEAR_ON_CAMPUS})
        for number, state in enumerate(("acknowledged", "waiting"), start=1):
            insert(
                connection, "person", {"staff_no": f"T{number}", "name": f"人{number}", "department_id": 1}
            )
            post = {"code": f"JWC-{number}", "name": f"岗位{number}", "department_id": 1}
            insert(connection, "position", post | {"tier": "general", "discretion": "none"})
            held = {"person_id": number, "position_id": number, "started_on": date(2025, 12, 1)}
            insert(connection, "appointment", held)
            done = {
                "content": {"pledge": "第一版"},
                "pledge_version": 1,
                "acknowledged_at": NEW_YEAR_ON_CAMPUS,
            }
            page = held | {"appointment_id": number, "department_id": 1, "state": state, "person_name": "人"}
            insert(connection, "handover", page | (done if state == "acknowledged" else {}))
        connection.commit()
    engine.dispose()
    migrate(url)
    engine = make_engine(url)
    pledges, texts = (
        sa.Table(name, sa.MetaData(), autoload_with=engine) for name in ("integrity_pledge", "pledge_text")
    )
    with engine.connect() as connection:
        (pledge,) = connection.execute(sa.select(pledges)).mappings().all()
        (text,) = connection.execute(sa.select(texts)).mappings().all()
    engine.dispose()
    assert (pledge["appointment_id"], pledge["text_number"], pledge["text"]) == (1, 1, "第一版")
    assert (pledge["position_name"], pledge["department_name"], pledge["year"]) == ("岗位1", "教务处", 2026)
    assert (text["tier"], text["renewal"]) == (None, "on_new_text")
