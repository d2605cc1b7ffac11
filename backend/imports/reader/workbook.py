"""Forms kept in Excel: each visible sheet as a table; hidden parts of our own workbooks say which form it is."""

from backend.imports.reader.package import external_links
from backend.imports.reader.raw import RawDocument, RawTable
from backend.imports.reader.sheet_cells import Budget, SheetCells, pairs, read_cells
from backend.imports.reader.sheet_parts import open_book
from backend.imports.reader.sheet_tables import hidden_content, make_table
from backend.kit.archives import ZipLimits, open_zip
from backend.kit.sheets import ENDINGS, BadSheet

META_SHEET = "_meta"
VISIBLE = "visible"


def read_workbook(data: bytes, budget: Budget) -> RawDocument:
    """An .xlsx. Raises BadFile, BadSheet or BadArchive."""
    limits = budget.limits
    with open_zip(data, ZipLimits(limits.entries, limits.unpacked_bytes)) as archive:
        book = open_book(archive)
        properties: dict[str, str] = {}
        tables: list[RawTable] = []
        notes = [("external-link", name) for name in external_links(archive)]
        for part in book.sheets:
            if part.name == META_SHEET:
                properties |= dict(pairs(read_cells(book, part, budget)))
            elif part.state == VISIBLE:
                cells = read_cells(book, part, budget)
                tables.append(make_table(cells))
                if hidden := hidden_content(cells):
                    notes.append(("hidden-column", f"{part.name} {hidden}"))
            elif has_content(read_cells(book, part, budget)):
                notes.append(("hidden-sheet", part.name))
    if not tables:
        raise BadSheet("no-sheet", ENDINGS["no-sheet"])
    return RawDocument(tuple(tables), properties, tuple(notes))


def has_content(cells: SheetCells) -> bool:
    return bool(cells.rows)
