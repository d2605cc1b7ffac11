"""Ticks and boxes drawn with symbol fonts or old form fields, as the character they show."""

from typing import Final

from lxml import etree

from backend.imports.reader.elements import attribute, child, local

WINGDINGS: Final = {
    0xFE: "☑",
    0xFD: "☒",
    0xFC: "✓",
    0xFB: "☒",
    0xA8: "□",
    0x6F: "□",
    0x71: "□",
    0xA1: "○",
    0x6C: "●",
}
WINGDINGS2: Final = {0x52: "☑", 0x53: "☒", 0x50: "✓", 0x4F: "☒", 0xA3: "□", 0x2A: "□"}


def symbol(element: etree._Element) -> str:
    code, font = attribute(element, "char") or "", (attribute(element, "font") or "").lower()
    try:
        point = int(code, 16) & 0xFF
    except ValueError:
        return ""
    return (WINGDINGS2 if "2" in font else WINGDINGS).get(point, "")


def symbols(text: str) -> str:
    """Private-use characters of symbol fonts become the tick they draw."""
    if not any("\uf000" <= mark <= "\uf0ff" for mark in text):
        return text
    return "".join(
        WINGDINGS.get(ord(mark) & 0xFF, "") if "\uf000" <= mark <= "\uf0ff" else mark for mark in text
    )


def legacy_tick(element: etree._Element) -> str:
    """A form-field check box; the field's other characters say nothing."""
    box = element if local(element) == "checkBox" else child(child(element, "ffData"), "checkBox")
    if box is None:
        return ""
    state = child(box, "checked") if child(box, "checked") is not None else child(box, "default")
    return "☑" if state is not None and attribute(state, "val") not in ("0", "false", "off") else "□"
