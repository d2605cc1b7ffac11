"""A worksheet filled from the top, as an A4 page is: column A holds ids and is hidden, the form begins in B."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate
from typing import Any, Final

from backend.documents.rules import paper_text
from backend.documents.writer.designs import TALL, Design
from backend.documents.writer.layout import Sheet, line_count, row_height
from backend.documents.writer.printed import Row, Said
from backend.documents.writer.templates.parts import FANG, HEI, TITLE

ROW_KEY: Final = "lianfang.row"
"""Head of the hidden column, as the reader of returned files knows it."""
A4: Final = 9
PIXELS: Final = 96 / 25.4
"""In a millimetre, as Excel counts them."""
POINTS: Final = 72 / 25.4
MM: Final = 1 / 25.4
"""Inches in a millimetre."""
CELL_LIMIT: Final = 32_767
ROW_LIMIT: Final = 409.0
"""No row of a workbook is higher; what would be is set in smaller type."""
SHRINKING: Final = (1.0, 0.85, 0.7, 0.55)
NEARLY: Final = 5
"""Millimetres a blank may begin further left than on paper, where a column begins."""


class Desk:
    """`at` is the next row to write. Rows are written in order and each one once, but for merged cells."""

    def __init__(self, book: Any, name: str, design: Design) -> None:
        self.book, self.design, self.at = book, design, 0
        self.last = len(design.widths)
        self.sheet = book.add_worksheet(name)
        self._formats: dict[tuple[tuple[str, object], ...], Any] = {}
        self._measures = Sheet(design.widths, design.size, design.pitch, design.min_row, 0, 0, 0, 0)
        self._row_looks: dict[float, list[Any]] = {}
        self._group: tuple[int, str, float] | None = None
        """First row, text and height so far of the merged cell that is open."""
        self._page()

    def _page(self) -> None:
        """A4 with the margins of GB/T 9704; a landscape page is the same sheet turned."""
        sheet, design = self.sheet, self.design
        top, bottom, left, right = (28, 26, 35, 37) if design.is_landscape else (37, 35, 28, 26)
        if design.is_landscape:
            sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.set_margins(left=left * MM, right=right * MM, top=top * MM, bottom=bottom * MM)
        sheet.fit_to_pages(1, 0)
        sheet.center_horizontally()
        sheet.hide_gridlines(2)
        sheet.set_footer('&C&"宋体,Regular"&14— &P —', {"margin": (bottom - 12) * MM})
        sheet.set_column(0, 0, 8, None, {"hidden": True})
        for column, width in enumerate(design.widths, start=1):
            sheet.set_column_pixels(column, column, round(width * PIXELS))

    def look(self, **values: object) -> Any:
        """A format, made once."""
        key = tuple(sorted(values.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format({"font_name": FANG, "valign": "vcenter"} | values)
        return self._formats[key]

    def across(self, first: int, last: int, text: str, look: Any, height: float | None = None) -> None:
        """One cell over the columns first to last of the next row; the row is not finished by it."""
        shown = paper_text(text)[:CELL_LIMIT]
        if height:
            self.sheet.set_row(self.at, min(height, ROW_LIMIT))
        if first == last:
            self.sheet.write_string(self.at, first, shown, look)
        else:
            self.sheet.merge_range(self.at, first, self.at, last, "", look)
            self.sheet.write_string(self.at, first, shown, look)

    def label(self, text: str) -> None:
        self.across(1, self.last, text, self.look(font_name=HEI, font_size=16), 26)
        self.at += 1

    def title(self, text: str) -> None:
        width = sum(self.design.widths) * POINTS
        size = next((size for size in (22, 20, 18, 16) if line_count(text, width, size) == 1), 16)
        look = self.look(font_name=TITLE, font_size=size, align="center", text_wrap=True)
        self.across(1, self.last, text, look, 8 + 30 * line_count(text, width, size))
        self.at += 1

    def said(self, blanks: Sequence[Said], height: float = 24) -> None:
        """A line of blanks, each in the columns up to where the next one begins."""
        edges = list(accumulate(self.design.widths, initial=0))
        starts = [max(at for at, edge in enumerate(edges[:-1]) if edge <= blank.at + NEARLY) for blank in blanks]
        look = self.look(font_size=12, shrink=True)
        ends = [*starts[1:], self.last]
        for blank, start, end in zip(blanks, starts, ends, strict=True):
            self.across(start + 1, end, blank.text, look, height)
        self.at += 1

    def columns(self, words: Sequence[str]) -> None:
        """The heads, repeated on every printed page; the ids have theirs too."""
        self.sheet.set_row(self.at, self.design.head_row + 8)
        self.sheet.write_string(self.at, 0, ROW_KEY)
        look = self._cell(font_name=HEI, align="center")
        for column, text in enumerate(words, start=1):
            self.sheet.write_string(self.at, column, text, look)
        self.sheet.repeat_rows(self.at)
        self.at += 1
        self.sheet.freeze_panes(self.at, 0)

    def _cell(self, **values: object) -> Any:
        values = {"font_size": self.design.size, "border": 1, "text_wrap": True} | values
        return self.look(**values)

    def row(self, row: Row, *, is_numbered: bool = False) -> None:
        """One row of the table. A first cell that goes on from the row above is merged with it."""
        texts = [text[:CELL_LIMIT] for text in row.cells]
        is_grouped = row.is_continued and self._group is not None
        size, height = self._fit(["", *texts[1:]] if is_grouped else texts)
        self.sheet.set_row(self.at, height)
        if row.row_id:
            self.sheet.write_string(self.at, 0, row.row_id)
        if not is_grouped:
            self.end_rows()
            self._group = (self.at, texts[0], 0.0)
        for column, (text, look) in enumerate(zip(texts, self._looks_of_row(size), strict=True)):
            if column == 0 and is_numbered:
                self.sheet.write_number(self.at, 1, int(text), look)
            elif column or not is_grouped:
                self.sheet.write_string(self.at, column + 1, text, look)
        first, words, grown = self._group or (self.at, "", 0.0)
        self._group = (first, words, grown + height)
        self.at += 1

    def _looks_of_row(self, size: float) -> list[Any]:
        """The formats of a row's cells, for each type size once."""
        if size not in self._row_looks:
            top = "top" if self.design.min_row >= TALL else "vcenter"
            self._row_looks[size] = [
                self._cell(font_size=size, align="center", valign="vcenter")
                if column in self.design.centered
                else self._cell(font_size=size, align="left", valign=top)
                for column in range(self.last)
            ]
        return self._row_looks[size]

    def _fit(self, texts: Sequence[str]) -> tuple[float, float]:
        """Type size and height of a row; the type is smaller only where no row could be high enough."""
        height = row_height(self._measures, texts)
        if height <= ROW_LIMIT:
            return round(self.design.size * 2) / 2, height
        for part in SHRINKING[1:]:
            size = round(self.design.size * part * 2) / 2
            sheet = replace(self._measures, font_size=size, line_pitch=self.design.pitch * part)
            height = row_height(sheet, texts)
            if height <= ROW_LIMIT:
                break
        return size, min(height, ROW_LIMIT)

    def end_rows(self) -> None:
        """Merges the first cells that belong together; the last row grows when their text needs more."""
        if self._group is None:
            return
        first, text, height = self._group
        last, self._group = self.at - 1, None
        if last <= first:
            return
        look = self._cell(align="left")
        self.sheet.merge_range(first, 1, last, 1, "", look)
        self.sheet.write_string(first, 1, text, look)
        needed = row_height(self._measures, [text, *[""] * (self.last - 1)])
        if needed > height:
            own = row_height(self._measures, [""] * self.last)
            self.sheet.set_row(last, min(own + needed - height, ROW_LIMIT))

    def filter(self, head: int, last: int) -> None:
        """Arrows at the column heads of a table that has rows."""
        if last > head:
            self.sheet.autofilter(head, 1, last, self.last)

    def choices(self, column: int, first: int, texts: Sequence[str]) -> None:
        """A list to choose from in the rows since `first`; other words are asked about, not forbidden."""
        rule = {
            "validate": "list",
            "source": list(texts),
            "error_type": "warning",
            "error_title": "风险等级",
            "error_message": f"请选择{'、'.join(texts)}。",
        }
        if self.at > first:
            self.sheet.data_validation(first, column + 1, self.at - 1, column + 1, rule)

    def opinion(self, words: str, text: str, signature: str) -> None:
        """审核意见 beside two rows drawn as one: the text above, the signature at the bottom right."""
        head = self._cell(font_name=HEI, align="center")
        width = sum(self.design.widths[1:]) * POINTS
        height = line_count(text, width, self.design.size) * self.design.pitch + 6
        self.sheet.merge_range(self.at, 1, self.at + 1, 1, words, head)
        plain: dict[str, object] = {"font_size": self.design.size, "text_wrap": True, "left": 1, "right": 1}
        self.across(2, self.last, text, self.look(**plain, top=1, valign="top"), max(height, 28))
        self.at += 1
        foot = self.look(**plain, bottom=1, align="right", indent=2)
        self.across(2, self.last, signature, foot, 28)
        self.at += 1

    def note(self, text: str) -> None:
        """One 说明 below the table, over its whole breadth."""
        indent = 0 if text[:1] in "说注" else round(self.design.note_indent / 10)
        height = line_count(text, sum(self.design.widths) * POINTS, 10.5) * 16
        self.across(1, self.last, text, self.look(font_size=10.5, text_wrap=True, indent=indent), height)
        self.at += 1

    def pair_box(self, texts: Sequence[str], height: float) -> None:
        """Words and what is written behind them, twice in a line."""
        self.sheet.set_row(self.at, height)
        for column, text in enumerate(texts, start=1):
            look = self._cell(font_name=FANG if column % 2 == 0 else HEI, align="center")
            self.sheet.write_string(self.at, column, paper_text(text)[:CELL_LIMIT], look)
        self.at += 1

    def wide_box(self, words: str, text: str, height: float) -> None:
        """Words and a cell over the rest of the line."""
        width = sum(self.design.widths[1:]) * POINTS
        size = self.design.size
        needed = line_count(text, width, size) * self.design.pitch + 8
        for part in SHRINKING[1:]:
            if needed > ROW_LIMIT:
                size = round(self.design.size * part * 2) / 2
                needed = line_count(text, width, size) * self.design.pitch * part + 8
        self.sheet.write_string(self.at, 1, words, self._cell(font_name=HEI, align="center"))
        look = self._cell(font_size=size, align="left", valign="top" if height >= TALL else "vcenter")
        self.across(2, self.last, text, look, max(height, needed))
        self.at += 1

    def finish(self) -> None:
        self.sheet.print_area(0, 1, self.at - 1, self.last)
