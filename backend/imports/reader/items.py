"""Splits one cell into the items its writer meant (forms.md §2.3 step 9)."""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from backend.imports.reader.markers import (
    BULLET,
    NEEDS_TWO,
    SURE_BULLETS,
    Marker,
    find_markers,
    strip_running,
)
from backend.imports.reader.raw import Paragraph
from backend.imports.rules import CONTROL, INVISIBLE

DASHES: Final = frozenset("-－—–")
TERMINAL: Final = frozenset("。；;！!？?.…”）)")
GAP_LIMIT: Final = 5
HEADING_LIMIT: Final = 14
WRAP_MIN: Final = 8
WRAP_SLACK: Final = 2


class ItemList(NamedTuple):
    """Items without their marks, and the codes of findings about the list."""

    items: tuple[str, ...]
    codes: tuple[str, ...] = ()
    is_numbered: bool = False


class Line(NamedTuple):
    """One visible line; `label` is Word's automatic number."""

    text: str
    label: str
    depth: int
    is_after_blank: bool


class Piece(NamedTuple):
    """A stretch of one line. `starts_item` when a mark stood before it."""

    text: str
    starts_item: bool


def clean(text: str) -> str:
    """Without invisible and control characters, tabs as spaces, trimmed (full-width spaces too)."""
    if not text.isprintable():
        text = CONTROL.sub("", INVISIBLE.sub("", text.replace("\t", " ")))
    return text.strip(" \u3000\n\xa0")


def lines_of(paragraphs: Iterable[Paragraph]) -> list[Line]:
    """Visible lines of a cell; soft breaks separate lines as paragraphs do."""
    lines: list[Line] = []
    is_after_blank = False
    for paragraph in paragraphs:
        for index, part in enumerate(paragraph.text.split("\n")):
            text, label = clean(part), paragraph.label if index == 0 else ""
            if text:
                lines.append(Line(text, label, paragraph.depth, is_after_blank))
            is_after_blank = not text
    return lines


def plain_text(paragraphs: Iterable[Paragraph]) -> str:
    """A cell that is not a list: its lines, automatic numbers written out."""
    return "\n".join(line.label + line.text for line in lines_of(paragraphs))


def split_items(paragraphs: Sequence[Paragraph], begun: int = 0) -> ItemList:
    """Items of a list cell. A cell with text always gives at least one item.

    `begun`: how many items the cell above it has given to the same list, whose numbers may go on here.
    """
    lines = lines_of(paragraphs)
    if not lines:
        return ItemList(())
    if any(line.label for line in lines):
        return _by_labels(lines)
    return (begun and _going_on(lines, begun)) or _by_marks(lines) or _by_bullets(lines) or _unnumbered(lines)


def join(first: str, second: str) -> str:
    """Mends a hard wrap: a space only between Latin words or numbers."""
    is_latin = first[-1:].isascii() and first[-1:].isalnum() and second[:1].isascii() and second[:1].isalnum()
    return f"{first} {second}" if is_latin else first + second


def _assemble(pieces: Iterable[Piece], codes: list[str]) -> ItemList:
    """Pieces → items; text before the first mark is an item of its own unless it is only a heading."""
    items: list[str] = []
    preamble = ""
    for piece in pieces:
        text = clean(piece.text)
        if piece.starts_item:
            items.append(text)
        elif items:
            items[-1] = join(items[-1], text)
        else:
            preamble = join(preamble, text)
    if preamble and not (len(preamble) <= HEADING_LIMIT and preamble.endswith((":", "："))):
        items.insert(0, preamble)
        codes.append("list-preamble")
    items = [item.rstrip("，,、；;") for item in items]
    return ItemList(tuple(item for item in items if item), tuple(dict.fromkeys(codes)), True)


def _by_labels(lines: Sequence[Line]) -> ItemList:
    """Word numbered it: the outermost level starts items, deeper levels stay inside them."""
    top = min(line.depth for line in lines if line.label)
    pieces: list[Piece] = []
    for line in lines:
        starts_item = bool(line.label) and line.depth == top
        if starts_item:
            count = 1 + sum(piece.starts_item for piece in pieces)
            stripped = strip_running(line.text, count)
            pieces.append(Piece(line.text if stripped is None else stripped, True))
        else:
            pieces.append(Piece(line.label + line.text, False))
    return _assemble(pieces, [])


def _by_marks(lines: Sequence[Line]) -> ItemList | None:
    """The style of the first “1” wins; its numbers must rise."""
    found = [(index, marker) for index, line in enumerate(lines) for marker in find_markers(line.text)]
    style = _style(lines, found)
    if style is None:
        return None
    chain, codes = _chain(lines, [(index, marker) for index, marker in found if marker.style == style])
    if not chain:
        return None
    if not _is_list(chain, style):
        return _assemble(_cut(lines, chain), ["list-lone"]) if _is_lone_number(lines, chain) else None
    return _assemble(_cut(lines, chain), codes)


def _going_on(lines: Sequence[Line], begun: int) -> ItemList | None:
    """`3.…4.…` under a cell of two items: the first mark must carry the next number, and all its style."""
    found = [(index, marker) for index, line in enumerate(lines) for marker in find_markers(line.text)]
    first = next((marker for index, marker in found if index == marker.start == 0), None)
    if first is None or first.number != begun + 1 or first.is_weak:
        return None
    chain, codes = _chain(lines, [(index, marker) for index, marker in found if marker.style == first.style], begun)
    return _assemble(_cut(lines, chain), codes)


def _style(lines: Sequence[Line], found: Sequence[tuple[int, Marker]]) -> str | None:
    firsts = [marker.style for _, marker in found if marker.number == 1 and not marker.is_weak]
    weak = [marker.style for _, marker in found if marker.number == 1 and marker.is_line_start]
    seconds = [
        marker.style
        for index, marker in found
        if marker.number == 2 and marker.is_line_start and not marker.is_weak and index > 0
    ]
    return next(iter([*firsts, *weak, *seconds]), None)


def _chain(
    lines: Sequence[Line], candidates: Sequence[tuple[int, Marker]], previous: int = 0
) -> tuple[list[tuple[int, Marker]], list[str]]:
    """The rising run of marks; gaps and repeats are only believed at the start of a line."""
    chain: list[tuple[int, Marker]] = []
    codes: list[str] = []
    for index, marker in candidates:
        code = _verdict(marker, previous, index == 0 or _ends(lines[index - 1].text))
        if code is None:
            continue
        if code:
            codes.append(code)
        chain.append((index, marker))
        previous = marker.number
    return chain, codes


def _verdict(marker: Marker, previous: int, follows_end: bool) -> str | None:
    """None: not an item; an empty string: the next item; else the code to flag it with."""
    if marker.number == previous + 1:
        return "" if not marker.is_weak else "list-decimal" if marker.is_line_start and follows_end else None
    if not marker.is_line_start or marker.is_weak:
        return None
    if previous + 1 < marker.number <= previous + GAP_LIMIT:
        return "list-gap" if previous or marker.number == 2 else None
    return "list-repeat" if previous and marker.number in (previous, 1) else None


def _is_list(chain: Sequence[tuple[int, Marker]], style: str) -> bool:
    if len(chain) > 1:
        return True
    index, marker = chain[0]
    return index == 0 and marker.start == 0 and not marker.is_weak and style not in NEEDS_TWO


def _is_lone_number(lines: Sequence[Line], chain: Sequence[tuple[int, Marker]]) -> bool:
    """`1录取名册初核` alone in its cell: most likely the only item of a list."""
    (index, marker), *more = chain
    return not more and len(lines) == 1 and index == marker.start == 0 and marker.style == "bare"


def _cut(lines: Sequence[Line], chain: Sequence[tuple[int, Marker]]) -> Iterable[Piece]:
    for index, line in enumerate(lines):
        marks = [marker for at, marker in chain if at == index]
        head = line.text[: marks[0].start] if marks else line.text
        if head.strip():
            yield Piece(head, False)
        ends = [*(marker.start for marker in marks[1:]), len(line.text)]
        for marker, end in zip(marks, ends, strict=False):
            yield Piece(line.text[marker.end : end], True)


def _by_bullets(lines: Sequence[Line]) -> ItemList | None:
    matches = [BULLET.match(line.text) for line in lines]
    count = sum(match is not None for match in matches)
    first = matches[0]
    if not count or (count == 1 and (first is None or not _is_sure(first[0]))):
        return None
    pairs = zip(lines, matches, strict=True)
    return _assemble(
        (Piece(line.text[match.end() :] if match else line.text, bool(match)) for line, match in pairs), []
    )


def _is_sure(bullet: str) -> bool:
    """A bullet, or a dash with space behind it: not a minus sign."""
    return bullet[0] in SURE_BULLETS or (bullet[0] in DASHES and bullet[-1].isspace())


def _ends(text: str) -> bool:
    return text[-1:] in TERMINAL


def _unnumbered(lines: Sequence[Line]) -> ItemList:
    """No marks: blank lines or full stops separate items; even long lines are one wrapped sentence."""
    if len(lines) == 1:
        return ItemList((lines[0].text,))
    groups: list[str] = []
    has_blanks = any(line.is_after_blank for line in lines[1:])
    is_stopped = all(_ends(line.text) for line in lines[:-1])
    lengths = [len(line.text) for line in lines[:-1]]
    is_wrapped = (
        min(lengths) >= WRAP_MIN
        and max(lengths) - min(lengths) <= WRAP_SLACK
        and len(lines[-1].text) <= max(lengths)
    )
    splits_lines = is_stopped or not (has_blanks or is_wrapped)
    for line in lines:
        if groups and not line.is_after_blank and not splits_lines:
            groups[-1] = join(groups[-1], line.text)
        else:
            groups.append(line.text)
    return ItemList(tuple(groups), ("unnumbered-list",) if len(groups) > 1 else ())


INDENT: Final = "  "


def own_items(paragraphs: Iterable[Paragraph]) -> tuple[str, ...]:
    """Items of a list cell that our own documents wrote: a paragraph each, numbered from 1, line breaks kept.

    In a workbook, where an item has no paragraph, its further lines stand in by INDENT.
    """
    items: list[str] = []
    for paragraph in paragraphs:
        text, mark = CONTROL.sub("", paragraph.text), f"{len(items) + 1}."
        if text.startswith(mark):
            items.append(text.removeprefix(mark))
        elif items:
            items[-1] = f"{items[-1]}\n{text.removeprefix(INDENT)}"
        elif text.strip():
            items.append(text)
    return tuple(item.strip() for item in items if item.strip())


def own_text(paragraphs: Iterable[Paragraph]) -> str:
    """A text cell that our own documents wrote, line for line."""
    return "\n".join(CONTROL.sub("", paragraph.label + paragraph.text) for paragraph in paragraphs).strip()
