"""An official form in every format that was asked for."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from backend.documents.rules import DocumentFormat
from backend.documents.schemas import Form, RiskRegisterForm, kind_of
from backend.documents.templates.queries import template_for
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
            pieces=partial(_written, order, make, kind),
            counts=item.counts and at == 0,
        )


def _written(order: Commission, make: Callable[[], Form], as_format: DocumentFormat) -> Iterable[bytes]:
    """The file in pieces; the register's lines are read from the database while it is written.

    Word files by the college's own template of the year, if it had one.
    """
    form = make()
    using = template_for(order.session, order.store, kind_of(form), as_format, order.year)
    if isinstance(form, RiskRegisterForm):
        return poured(partial(pour, form, as_format, using=using))
    return (write(form, as_format, using=using),)
