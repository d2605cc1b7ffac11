"""An upgrade of a database in use keeps its rows and their foreign keys."""

import sqlalchemy as sa

from backend.kit.db import make_engine
from tests.databases import Server, migrate

INITIAL = "2026_11_22_initial"
STAMPS = "1, '2026-01-01 00:00:00+00:00', '2026-01-01 00:00:00+00:00'"


def test_charges_of_before_count_as_confirmed(server: Server) -> None:
    url = server.empty()
    migrate(url, INITIAL)
    engine = make_engine(url)
    with engine.connect() as connection:
        for table, columns, values in (
            (
                "department",
                "code, name, kind, path, sort, duties",
                "'SLXY', '示例学院', 'college', '/1/', 0, '[]'",
            ),
            ("person", "staff_no, name, department_id, job_title", "'T1', '李联络', 1, ''"),
            (
                "department_officer",
                "department_id, person_id, kind, started_on",
                "1, 1, 'liaison', '2026-01-01'",
            ),
        ):
            connection.exec_driver_sql(
                f"INSERT INTO {table} (version, created_at, updated_at, {columns}) VALUES ({STAMPS}, {values})"
            )
        connection.commit()
    engine.dispose()
    migrate(url)
    engine = make_engine(url)
    with engine.connect() as connection:
        found = connection.execute(sa.text("SELECT status, person_id FROM department_officer"))
        assert found.all() == [("confirmed", 1)]
    engine.dispose()
