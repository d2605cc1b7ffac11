"""An official form in every format that was asked for."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from backend.documents.rules import DocumentFormat
from backend.documents.schemas import Form, RiskRegisterForm
from backend.documents.writer.output import pour, write
from backend.packages.contents.commission import Commission, poured
from backend.packages.paper.archive import Item


def in_formats(order: Commission, item: Item, make: Callable[[], Form]) -> Iterator[Item]:
    """The form once for each format asked for; it is read anew for each, for a register can be read only once.

    All share one number: they are the same paper.
    """
    for at, kind in enumerate(order.formats):
        yield item._replace(
            extension=kind.value,
            pieces=partial(_written, make, kind),
            counts=item.counts and at == 0,
        )


def _written(make: Callable[[], Form], kind: DocumentFormat) -> Iterable[bytes]:
    """The file in pieces; the register's lines are read from the database while it is written."""
    form = make()
    if isinstance(form, RiskRegisterForm):
        return poured(partial(pour, form, kind))
    return (write(form, kind),)
