"""One function for all formats of an official form."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import BinaryIO, Final

from backend.documents.schemas import Form, RiskRegisterForm
from backend.documents.writer.forms import pour_form, write_form
from backend.documents.writer.workbook import pour_workbook
from backend.packages.contents.commission import Commission, poured
from backend.packages.paper.archive import Item
from backend.packages.rules import PackageFormat

WRITERS: Final[dict[PackageFormat, Callable[[Form], bytes]]] = {PackageFormat.docx: write_form}
POURERS: Final[dict[PackageFormat, Callable[[Form, BinaryIO], None]]] = {
    PackageFormat.docx: pour_form,
    PackageFormat.xlsx: pour_workbook,
}
"""For the register, whose lines are read from the database while it is written."""


def write(form: Form, kind: PackageFormat) -> Iterable[bytes]:
    """The form as a file, in pieces."""
    if isinstance(form, RiskRegisterForm) and kind in POURERS:
        return poured(partial(POURERS[kind], form))
    return (WRITERS[kind](form),)


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


def _written(make: Callable[[], Form], kind: PackageFormat) -> Iterable[bytes]:
    return write(make(), kind)
