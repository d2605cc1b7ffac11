"""The migrations make what the models say, forwards and backwards, on the database of this run."""

from collections.abc import Mapping
from typing import TypeVar

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlmodel import SQLModel

from backend.kit.db import make_engine
from tests.databases import Server, alembic_config, migrate

T = TypeVar("T")


def _by_table(found: Mapping[tuple[str | None, str], T]) -> dict[str, T]:
    """What was read of all tables at once; asking for each by itself takes most of these tests' time."""
    return {table: parts for (_, table), parts in found.items()}


def _schema(url: str) -> dict[str, object]:
    """Tables with columns, keys, indexes and checks; nothing Alembic keeps for itself."""
    engine = make_engine(url)
    inspector = sa.inspect(engine)
    columns, primary = _by_table(inspector.get_multi_columns()), _by_table(inspector.get_multi_pk_constraint())
    foreign = _by_table(inspector.get_multi_foreign_keys())
    unique = _by_table(inspector.get_multi_unique_constraints())
    indexes, checks = (
        _by_table(inspector.get_multi_indexes()),
        _by_table(inspector.get_multi_check_constraints()),
    )
    found: dict[str, object] = {}
    for table in sorted(columns.keys() - {"alembic_version"}):
        found[table] = {
            "columns": [(c["name"], str(c["type"]), c["nullable"]) for c in columns[table]],
            "primary": primary[table]["constrained_columns"],
            "foreign": sorted(
                (key["name"] or "", key["constrained_columns"], key["referred_table"])
                for key in foreign[table]
            ),
            "unique": sorted((u["name"] or "", u["column_names"]) for u in unique[table]),
            "indexes": sorted((i["name"] or "", bool(i["unique"])) for i in indexes[table]),
            "checks": sorted(
                (check["name"] or "", " ".join(check["sqltext"].split())) for check in checks[table]
            ),
        }
    engine.dispose()
    return found


def test_up_makes_what_the_models_say(server: Server) -> None:
    """Compares with `create_all`, because Alembic's own comparison sees no CHECK (the values of a Term)."""
    migrated, modelled = server.copy(), server.empty()
    engine = make_engine(modelled)
    SQLModel.metadata.create_all(engine)
    engine.dispose()
    assert _schema(migrated) == _schema(modelled)


@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based index")
def test_models_need_no_further_migration(server: Server) -> None:
    engine = make_engine(server.copy())
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []
    engine.dispose()


def test_down_and_up_again_is_the_same(server: Server) -> None:
    url = server.copy()
    before = _schema(url)
    command.downgrade(alembic_config(url), "base")
    assert _schema(url) == {}
    migrate(url)
    assert _schema(url) == before


def test_every_single_step_goes_back(server: Server) -> None:
    url = server.empty()
    newest_first = list(ScriptDirectory.from_config(alembic_config(url)).walk_revisions())
    before = {}
    for script in reversed(newest_first):
        before[script.revision] = _schema(url)
        migrate(url, script.revision)
    for script in newest_first:
        command.downgrade(alembic_config(url), str(script.down_revision or "base"))
        assert _schema(url) == before[script.revision], script.revision


def test_every_constraint_has_a_name(server: Server) -> None:
    unnamed = [
        (table, kind)
        for table, parts in _schema(server.copy()).items()
        if isinstance(parts, dict)
        for kind in ("foreign", "unique", "checks")
        for part in parts[kind]
        if not part[0]
    ]
    assert unnamed == []


def test_there_is_one_head() -> None:
    heads = ScriptDirectory.from_config(alembic_config("sqlite://")).get_heads()
    assert len(heads) == 1
