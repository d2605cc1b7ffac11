"""Alembic's environment: one metadata, two databases."""

from importlib import import_module
from pathlib import Path

import sqlalchemy as sa
from alembic import context
from sqlmodel import SQLModel

from backend.kit.db import make_engine
from backend.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
for models in sorted((ROOT / "backend").glob("*/models.py")):
    import_module(f"backend.{models.parent.name}.models")
for name in ("journal", "idempotency"):
    import_module(f"backend.kit.{name}")


def run(connection: sa.Connection) -> None:
    """Migrates over one connection; SQLite alters tables by copying them (batch)."""
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL lock_timeout = '5s'")
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    engine = make_engine(context.config.attributes.get("url") or Settings().database_url)
    with engine.connect() as opened:
        if opened.dialect.name == "sqlite":
            # Altering copies a table and drops the old one, which other rows still point to. SQLite lets go of
            # foreign keys outside a transaction only, and the last look below holds them together again.
            opened.connection.cursor().execute("PRAGMA foreign_keys=OFF")
        run(opened)
        if opened.dialect.name == "sqlite" and (
            broken := opened.exec_driver_sql("PRAGMA foreign_key_check").all()
        ):
            raise RuntimeError(f"the migration broke foreign keys: {broken[:5]}")
        opened.commit()
    engine.dispose()
