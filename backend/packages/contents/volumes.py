"""The volumes of an inspection package, in the order an inspector asks for them (requirements S124)."""

from collections.abc import Callable, Iterator
from itertools import chain
from typing import Final

from backend.packages.contents import checking, deliveries, flows, forms, proceedings, results
from backend.packages.contents.commission import Commission
from backend.packages.paper.archive import Item
from backend.packages.rules import PackageKind
from backend.reviews.rules import ReviewState

Volume = Callable[[Commission, int], Iterator[Item]]


def _setting_out(order: Commission, volume: int) -> Iterator[Item]:
    return chain(proceedings.programmes(order, volume), proceedings.notices(order, volume))


def _powers(order: Commission, volume: int) -> Iterator[Item]:
    return chain(forms.catalogues(order, volume), flows.flowcharts(order, volume))


def _sheets(order: Commission, volume: int) -> Iterator[Item]:
    return forms.inventories(order, volume, (ReviewState.draft,))


def _register(order: Commission, volume: int) -> Iterator[Item]:
    return chain(forms.registers(order, volume), results.announcements(order, volume))


def _checking(order: Commission, volume: int) -> Iterator[Item]:
    return chain(checking.inspections(order, volume), checking.findings(order, volume))


VOLUMES: Final[tuple[tuple[str, Volume], ...]] = (
    ("组织部署", _setting_out),
    ("会议纪要", proceedings.meetings),
    ("报送与回执", deliveries.submissions),
    ("职权目录与流程图", _powers),
    ("风险排查表", _sheets),
    ("登记汇总与公示", _register),
    ("审核认定", results.decisions),
    ("防控措施与凭据", results.measures),
    ("检查评估与整改", _checking),
    ("台账", deliveries.ledger),
    ("预警处置", results.warnings),
)


def volumes_of(kind: PackageKind) -> dict[int, str]:
    """Number → name; a package of forms has none."""
    if kind is PackageKind.forms:
        return {}
    return {number: name for number, (name, _) in enumerate(VOLUMES, start=1)}


def contents(order: Commission, kind: PackageKind) -> Iterator[Item]:
    """Everything that belongs in, in its order; what is read is small, the bytes come when an item is written."""
    if kind is PackageKind.forms:
        yield from forms.all_forms(order)
        return
    for number, (_, volume) in enumerate(VOLUMES, start=1):
        yield from volume(order, number)
