"""Finding one's way in WordprocessingML by local names: transitional and strict documents differ in namespaces only."""

import re
from collections.abc import Iterator
from typing import Final

from lxml import etree

TRACKED_AWAY: Final = frozenset({"del", "moveFrom"})


CONTAINERS: Final = frozenset(
    {
        *(
            "sdt",
            "sdtContent",
            "smartTag",
            "customXml",
            "ins",
            "moveTo",
            "hyperlink",
            "fldSimple",
            "dir",
            "bdo",
        ),
        *("ruby", "rubyBase", "Choice", "AlternateContent"),
    }
)


def local(element: etree._Element) -> str:
    """Tag without its namespace; transitional and strict documents differ only there."""
    tag: str = element.tag
    return tag.rpartition("}")[2]


def child(element: etree._Element | None, name: str) -> etree._Element | None:
    if element is None:
        return None
    return next((item for item in element if local(item) == name), None)


def attribute(element: etree._Element | None, name: str) -> str | None:
    """An attribute by local name."""
    if element is None:
        return None
    # Not by items(): collecting the values of n attributes takes n² steps.
    return next((element.get(key) for key in element.attrib if str(key).rpartition("}")[2] == name), None)


def value(element: etree._Element | None, name: str = "val") -> int | None:
    """An integer attribute, None when absent or not a number."""
    text = attribute(element, name)
    return int(text) if text is not None and re.fullmatch(r"-?\d{1,9}", text) else None


def chosen(element: etree._Element) -> etree._Element:
    """Of mc:AlternateContent the first Choice (its Fallback repeats it), else the element itself."""
    if local(element) != "AlternateContent":
        return element
    choice = child(element, "Choice")
    return choice if choice is not None else next(iter(element), element)


def descend(parent: etree._Element, wanted: str) -> Iterator[etree._Element]:
    """Children of that name, through content controls and tracked insertions."""
    for element in parent:
        name = local(element)
        if name == wanted:
            yield element
        elif name in CONTAINERS:
            yield from descend(element, wanted)


def outermost(parent: etree._Element, wanted: str) -> Iterator[etree._Element]:
    """Highest descendants of that name, one branch of every AlternateContent."""
    for element in chosen(parent):
        if local(element) == wanted:
            yield element
        elif local(element) not in TRACKED_AWAY:
            yield from outermost(element, wanted)


def cells_of(table: etree._Element) -> Iterator[etree._Element]:
    for row in descend(table, "tr"):
        yield from descend(row, "tc")


def bookmarks_of(row: etree._Element) -> Iterator[etree._Element]:
    return (item for item in row if local(item) == "bookmarkStart")


def is_frame(table: etree._Element) -> bool:
    """A table used for layout: some cell holds a table of its own with three columns or more."""
    nested = (inner for cell in cells_of(table) for inner in descend(cell, "tbl"))
    return any(
        max((len(list(descend(row, "tc"))) for row in descend(inner, "tr")), default=0) >= 3
        for inner in nested
    )


def is_continued(properties: etree._Element | None, name: str) -> bool:
    merge = child(properties, name)
    return merge is not None and attribute(merge, "val") != "restart"


def is_deleted(row: etree._Element) -> bool:
    return child(child(row, "trPr"), "del") is not None


def is_hidden(run: etree._Element) -> bool:
    vanish = child(child(run, "rPr"), "vanish")
    return vanish is not None and attribute(vanish, "val") not in ("0", "false", "off")
