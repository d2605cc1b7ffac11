"""Comments in a stranger's Word file, as Word itself would write them; nothing else of the document changes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from lxml import etree

from backend.imports.annotator.docx_places import Places, paragraphs_of
from backend.imports.annotator.notes import AUTHOR, Note, fitted
from backend.imports.annotator.parts import STRICT, Package, serialized
from backend.imports.reader.elements import child, local, value
from backend.imports.reader.package import parse_xml
from backend.kit.archives import open_zip
from backend.kit.table import CAMPUS_ZONE, now

DOCUMENT: Final = "word/document.xml"
COMMENTS: Final = "word/comments.xml"
CONTENT_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
MARKS: Final = ("commentRangeStart", "commentRangeEnd", "commentReference")
SIZE: Final = "20"
"""Half-points. Said for each comment, because the document's own normal text may be very large."""


def annotate(data: bytes, notes: Sequence[Note], at: datetime | None = None) -> bytes:
    """The file with one comment for each place; `at` is what the comments say they were written at.

    Raises BadFile or BadArchive for what the reader would not take either.
    """
    if not notes:
        return data
    with open_zip(data) as archive:
        package = Package(archive)
        root = parse_xml(package.read(DOCUMENT))
        body = child(root, "body")
        if body is None:
            return data
        places = Places(body)
        grouped: dict[etree._Element, list[Note]] = {}
        for note in notes:
            grouped.setdefault(places.of(note), []).append(note)
        writer = _Writer(package, root, at or now())
        for place, lines in fitted(grouped, places.top).items():
            writer.add(place, lines)
        writer.finish()
        return package.pack()


class _Writer:
    """Adds comments to a document and to its comments part."""

    def __init__(self, package: Package, root: etree._Element, at: datetime) -> None:
        self.package, self.root = package, root
        self.space = etree.QName(root).namespace or ""
        # Word writes and reads the time of the place, whatever the letter at its end says.
        self.written_at = f"{at.astimezone(CAMPUS_ZONE):%Y-%m-%dT%H:%M:%SZ}"
        self.part = package.related(DOCUMENT, "comments")
        self.comments = (
            parse_xml(package.read(self.part))
            if self.part
            else etree.Element(self.tag("comments"), nsmap={"w": self.space})
        )
        used = [value(item, "id") or 0 for item in self.comments]
        used += [value(item, "id") or 0 for item in root.iter() if local(item) in MARKS]
        self.next_id = max(used, default=-1) + 1

    def tag(self, name: str) -> str:
        return f"{{{self.space}}}{name}"

    def made(self, name: str, **attributes: str) -> etree._Element:
        return self.root.makeelement(
            self.tag(name), {self.tag(key): text for key, text in attributes.items()}
        )

    def add(self, place: etree._Element, lines: Sequence[str]) -> None:
        """A comment on a whole cell or line."""
        paragraphs = paragraphs_of(place) if local(place) != "p" else [place]
        if not paragraphs:
            paragraphs = [self.made("p")]
            place.append(paragraphs[0])
        first, last, number = paragraphs[0], paragraphs[-1], str(self.next_id)
        self.next_id += 1
        at = 1 if len(first) and local(first[0]) == "pPr" else 0
        first.insert(at, self.made("commentRangeStart", id=number))
        last.append(self.made("commentRangeEnd", id=number))
        run = self.made("r")
        run.append(self.made("commentReference", id=number))
        last.append(run)
        self.comments.append(self.comment(number, lines))

    def comment(self, number: str, lines: Sequence[str]) -> etree._Element:
        element = self.made("comment", id=number, author=AUTHOR, date=self.written_at, initials=AUTHOR)
        for index, line in enumerate(lines):
            paragraph = self.paragraph()
            if index == 0:
                mark = self.made("r")
                mark.append(self.made("annotationRef"))
                paragraph.append(mark)
            run = self.made("r")
            look = self.made("rPr")
            look.append(self.made("sz", val=SIZE))
            look.append(self.made("szCs", val=SIZE))
            text = self.made("t")
            text.text = line
            run.extend([look, text])
            paragraph.append(run)
            element.append(paragraph)
        return element

    def paragraph(self) -> etree._Element:
        """Set plainly, for the indents and line spacing of the document's normal text would be inherited."""
        paragraph, look = self.made("p"), self.made("pPr")
        look.append(self.made("spacing", before="0", after="0", line="240", lineRule="auto"))
        look.append(self.made("ind", left="0", right="0", firstLineChars="0", firstLine="0"))
        look.append(self.made("jc", val="left"))
        paragraph.append(look)
        return paragraph

    def finish(self) -> None:
        """Writes both parts; a document that had no comments gets a part for them."""
        package, is_strict = self.package, self.space.startswith(STRICT)
        if self.part is None:
            taken = package.name(COMMENTS)
            self.part = package.free("word/comments{}.xml") if taken else COMMENTS
            package.relate(DOCUMENT, "comments", self.part, is_strict=is_strict)
            package.declare(self.part, CONTENT_TYPE)
        package.write(self.part, serialized(self.comments))
        package.write(DOCUMENT, serialized(self.root))


