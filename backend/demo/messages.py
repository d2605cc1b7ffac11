"""What the round tells people: the messages a running server would have written along the way."""

from backend.integration.actions import catch_up
from backend.kit.db import Database
from backend.notifications.actions import deliver


def start(database: Database) -> None:
    """What happened before is no news."""
    catch_up(database)
    with database.session() as session:
        deliver(session)


def tell(database: Database) -> None:
    """Messages about everything since `start`, into everybody's inbox."""
    catch_up(database)
    passed = 1
    while passed:
        with database.session() as session:
            passed = deliver(session)
