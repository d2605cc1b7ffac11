"""A stranger's Office package, changed in a few parts; every other part is copied as it is."""

import posixpath
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO
from typing import Final

from lxml import etree

from backend.imports.reader.elements import local
from backend.imports.reader.package import parse_xml
from backend.kit.archives import read_entry

TYPES_PART: Final = "[Content_Types].xml"
TYPES: Final = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
RELATIONS_TYPE: Final = "application/vnd.openxmlformats-package.relationships+xml"
RELATION_KINDS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT: Final = "http://purl.oclc.org/ooxml/"
STRICT_KINDS: Final = "http://purl.oclc.org/ooxml/officeDocument/relationships"
LINKS: Final = "xl/externallinks/externallink"
NOWHERE: Final = "NULL"
"""As Office itself writes the address of a picture that is gone."""
HEAD: Final = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def serialized(root: etree._Element) -> bytes:
    """A part's bytes, with the declaration Office writes."""
    body: bytes = etree.tostring(root, encoding="UTF-8")
    return HEAD + body


@dataclass(slots=True)
class Rewriting:
    """Copies a zip entry by entry; `changed` are the entries that become others, or are new."""

    archive: zipfile.ZipFile
    changed: dict[str, bytes] = field(default_factory=dict)

    def pack(self) -> bytes:
        """The zip with the changes, its entries in their order and with their dates."""
        buffer, left = BytesIO(), dict(self.changed)
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
            for entry in self.archive.infolist():
                data = left.pop(entry.filename, None)
                content = read_entry(self.archive, entry.filename) if data is None else data
                packed.writestr(copied(entry), content)
            for name, data in left.items():
                packed.writestr(name, data)
        return buffer.getvalue()


def copied(entry: zipfile.ZipInfo, name: str = "") -> zipfile.ZipInfo:
    """The directory record of an entry's copy."""
    info = zipfile.ZipInfo(name or entry.filename, entry.date_time)
    info.compress_type, info.external_attr = entry.compress_type, entry.external_attr
    info.create_system = entry.create_system
    return info


@dataclass
class Package:
    """Parts by name, whatever the case; relationships and content types are kept up to date."""

    archive: zipfile.ZipFile
    changed: dict[str, bytes] = field(default_factory=dict)

    @cached_property
    def known(self) -> dict[str, str]:
        return {name.casefold(): name for name in self.archive.namelist()}

    def name(self, part: str) -> str | None:
        """The part as the package spells it, None when it is not there."""
        return self.known.get(part.casefold())

    def read(self, part: str) -> bytes:
        found = self.known[part.casefold()]
        return self.changed[found] if found in self.changed else read_entry(self.archive, found)

    def write(self, part: str, data: bytes) -> None:
        found = self.known.setdefault(part.casefold(), part)
        self.changed[found] = data

    def free(self, pattern: str) -> str:
        """The first part of this pattern (`xl/comments{}.xml`) that is not there yet."""
        number = 1
        while self.name(pattern.format(number)):
            number += 1
        return pattern.format(number)

    def pack(self) -> bytes:
        """The package with its changes, and with nothing left that would be fetched or started when it is opened."""
        for name in self.archive.namelist():
            if name.casefold().endswith(".rels"):
                self.cut(name, "Relationship", ("Target",))
            elif name.casefold().startswith(LINKS):
                self.cut(name, "ddeLink", ("ddeService", "ddeTopic"))
        return Rewriting(self.archive, self.changed).pack()

    def cut(self, part: str, kind: str, names: Sequence[str]) -> None:
        """Lets what leads outside lead nowhere; hyperlinks only lead there when somebody clicks on them."""
        root = parse_xml(self.read(part))
        found = [item for item in root.iter() if local(item) == kind and leads_outside(item)]
        for item in found:
            for name in names:
                item.set(name, NOWHERE)
        if found:
            self.write(part, serialized(root))

    # -- relationships --------------------------------------------------------------------------------

    def relations(self, part: str) -> etree._Element:
        """The relationships of a part; an empty list when it has none yet."""
        name = relations_of(part)
        if self.name(name) is None:
            return parse_xml(f'<Relationships xmlns="{RELATIONS}"/>'.encode())
        return parse_xml(self.read(name))

    def targets(self, part: str) -> dict[str, str]:
        """Relationship id → name of the part inside the package it leads to."""
        return {
            item.get("Id", ""): resolved(part, item.get("Target", ""))
            for item in self.relations(part)
            if item.get("TargetMode") != "External"
        }

    def related(self, part: str, kind: str) -> str | None:
        """The part of that kind (`comments`), None when there is none or it leads nowhere."""
        for item in self.relations(part):
            if item.get("Type", "").rpartition("/")[2] == kind and item.get("TargetMode") != "External":
                found = self.name(resolved(part, item.get("Target", "")))
                if found:
                    return found
        return None

    def relate(self, part: str, kind: str, target: str, *, is_strict: bool) -> str:
        """Adds a relationship; returns its id."""
        self.declare_default("rels", RELATIONS_TYPE)
        root = self.relations(part)
        taken = {item.get("Id") for item in root}
        number = len(taken) + 1
        while f"rId{number}" in taken:
            number += 1
        about = {
            "Id": f"rId{number}",
            "Type": f"{STRICT_KINDS if is_strict else RELATION_KINDS}/{kind}",
            "Target": posixpath.relpath(target, posixpath.dirname(part)),
        }
        etree.SubElement(root, f"{{{RELATIONS}}}Relationship", about)
        self.write(relations_of(part), serialized(root))
        return about["Id"]

    # -- content types --------------------------------------------------------------------------------

    def declare(self, part: str, content_type: str) -> None:
        """Says what a new part is."""
        root = parse_xml(self.read(TYPES_PART))
        etree.SubElement(
            root, f"{{{TYPES}}}Override", {"PartName": f"/{part}", "ContentType": content_type}
        )
        self.write(TYPES_PART, serialized(root))

    def declare_default(self, extension: str, content_type: str) -> None:
        """Says what parts with this extension are, unless that is said already."""
        root = parse_xml(self.read(TYPES_PART))
        defaults = [item for item in root if local(item) == "Default"]
        if any(item.get("Extension", "").lower() == extension for item in defaults):
            return
        made = etree.Element(f"{{{TYPES}}}Default", {"Extension": extension, "ContentType": content_type})
        root.insert(len(defaults), made)
        self.write(TYPES_PART, serialized(root))


def leads_outside(item: etree._Element) -> bool:
    """By itself, when the file is opened: another template, a linked picture, a program."""
    is_link = item.get("Type", "").endswith("/hyperlink")
    return local(item) == "ddeLink" or (item.get("TargetMode") == "External" and not is_link)


def relations_of(part: str) -> str:
    """`word/document.xml` → `word/_rels/document.xml.rels`."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def resolved(part: str, target: str) -> str:
    """A relationship's target as a part name."""
    if target.startswith("/"):
        return posixpath.normpath(target).lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), target))
