"""Turns the document.xml of a Word template into the source of a text template.

Tags, as in docxtpl: `{{ name }}` and `{% if %}` inside text; `{%tr … %}` alone in a table row and `{%p … %}` alone in
a paragraph stand for the whole row or paragraph; `{%vm cond %}` merges a cell with the one above unless cond holds;
`{%bm name %}` sets a bookmark. A paragraph that is nothing but one `{{ name }}` is repeated for every line of it.
"""

import re
from collections.abc import Iterable
from html import escape
from typing import Final

from lxml import etree

from backend.documents.writer.language import BadTemplate

W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
TAG: Final = re.compile(r"\{\{[^{}]{0,400}\}\}|\{%[^{}]{0,400}%\}")
"""No braces inside, and an end soon: looking for tags takes a time in proportion to the text, whatever it says."""
STRUCTURAL: Final = re.compile(r"\{%\s*(tr|p|vm|bm)\s+([^{}\s](?:[^{}]*[^{}\s])?)\s*%\}")
LONE_OUTPUT: Final = re.compile(r"\{\{\s*([^{}\s](?:[^{}]*[^{}\s])?)\s*\}\}")
SLOT: Final = re.compile(r'<slot n="(\d+)"\s*/>|<slot n="(\d+)"\s*></slot>')
BEFORE_MERGE: Final = frozenset(f"{{{W}}}{name}" for name in ("cnfStyle", "tcW", "gridSpan", "hMerge"))
BRACES: Final = re.compile(r"\{\{|\{%|\{#")
CHECKED: Final = re.compile("\ufdd0(\\d+)\ufdd1")
"""Where a checked tag stood, while everything else is looked through for unchecked ones."""
PLAIN_QUOTES: Final = str.maketrans("“”‘’", "\"\"''")


def w(name: str) -> str:
    return f"{{{W}}}{name}"


class Source:
    """The template source being made. `tags` are the author's own, in document order, to be checked."""

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self.slots: list[str] = []
        self.tags: list[str] = []

    def slot(self, text: str) -> etree._Element:
        """A placeholder element that becomes this text after serialisation."""
        self.slots.append(text)
        element = etree.Element("slot")
        element.set("n", str(len(self.slots) - 1))
        return element

    def compile(self) -> str:
        """The text template. Raises BadTemplate."""
        if "<slot" in etree.tostring(self.root, encoding="unicode"):  # an element, or in a comment of the file
            raise BadTemplate("模板文件已损坏。")
        for paragraph in self.root.iter(w("p")):
            mend_runs(paragraph)
        self.collect()
        for row in list(self.root.iter(w("tr"))):
            self.lift(row, "tr")
        for paragraph in list(self.root.iter(w("p"))):
            self.lift(paragraph, "p")
        for cell in list(self.root.iter(w("tc"))):
            self.merge(cell)
        for paragraph in list(self.root.iter(w("p"))):
            self.mark(paragraph)
            self.repeat(paragraph)
        return self.sealed()

    def sealed(self) -> str:
        """The source in which nothing but the checked tags is a tag.

        A stranger can also write braces into attributes, fields or comments, or cut one tag over two paragraphs: none
        of these has been checked, and all of them would run.
        """
        if CHECKED.search(etree.tostring(self.root, encoding="unicode")):
            raise BadTemplate("模板里有不能使用的字符。")
        for text in self.root.iter(w("t")):
            text.text = TAG.sub(self.put_aside, text.text or "")
        source = etree.tostring(self.root, encoding="unicode")
        if BRACES.search(source):
            raise BadTemplate("模板里有写错地方或没有写完整的标记。")
        source = SLOT.sub(lambda match: self.slots[int(match[1] or match[2])], source)
        return CHECKED.sub(lambda match: escape(self.slots[int(match[1])], quote=False), source)

    def put_aside(self, tag: re.Match[str]) -> str:
        self.slots.append(tag[0])
        return f"\ufdd0{len(self.slots) - 1}\ufdd1"

    def collect(self) -> None:
        """The author's tags as one small template, for the language check."""
        for text in text_of(self.root.iter(w("t"))):
            for tag in TAG.findall(text):
                structural = STRUCTURAL.fullmatch(tag)
                if structural is None:
                    self.tags.append(tag)
                elif structural[1] in ("tr", "p"):
                    self.tags.append(f"{{% {structural[2]} %}}")
                else:
                    self.tags.append(f"{{{{ {structural[2]} }}}}")

    def lift(self, element: etree._Element, kind: str) -> None:
        """A row or paragraph that holds a `{%tr %}` or `{%p %}` tag is replaced by the tag."""
        text = "".join(text_of(element.iter(w("t")))).strip()
        match = STRUCTURAL.fullmatch(text)
        if match and match[1] == kind:
            replace(element, [self.slot(f"{{% {match[2]} %}}")])
        elif any(tag[1] == kind for tag in STRUCTURAL.finditer(text)) and not list(element.iter(w("tbl"))):
            raise BadTemplate(f"标记“{{%{kind} … %}}”要独占一{'行' if kind == 'tr' else '段'}。")

    def merge(self, cell: etree._Element) -> None:
        """`{%vm cond %}`: w:vMerge where the schema wants it, the text only in the first cell of the merge."""
        condition = self.take(cell, "vm")
        if condition is None:
            return
        properties = cell.find(w("tcPr"))
        if properties is None:
            properties = etree.Element(w("tcPr"))
            cell.insert(0, properties)
        place = sum(child.tag in BEFORE_MERGE for child in properties)
        merged = f'<w:vMerge{{% if {condition} %}} w:val="restart"{{% endif %}}/>'
        properties.insert(place, self.slot(merged))
        content = [child for child in cell if child is not properties]
        cell.insert(cell.index(content[0]), self.slot(f"{{% if {condition} %}}"))
        cell.append(self.slot("{% else %}<w:p/>{% endif %}"))

    def mark(self, paragraph: etree._Element) -> None:
        """`{%bm name %}`: a bookmark at the start of the paragraph, none when the name is empty."""
        name = self.take(paragraph, "bm")
        if name is None:
            return
        element = self.slot(
            f'{{% if {name}.name %}}<w:bookmarkStart w:id="{{{{ {name}.number }}}}" w:name="{{{{ {name}.name }}}}"/>'
            f'<w:bookmarkEnd w:id="{{{{ {name}.number }}}}"/>{{% endif %}}'
        )
        paragraph.insert(1 if paragraph.find(w("pPr")) is not None else 0, element)

    def take(self, parent: etree._Element, kind: str) -> str | None:
        """Removes the first tag of that kind and returns what it says."""
        for text in parent.iter(w("t")):
            for match in STRUCTURAL.finditer(text.text or ""):
                if match[1] == kind:
                    text.text = (text.text or "").replace(match[0], "", 1)
                    return match[2]
        return None

    def repeat(self, paragraph: etree._Element) -> None:
        """A paragraph that is one output stands once for every line of it."""
        match = LONE_OUTPUT.fullmatch("".join(text_of(paragraph.iter(w("t")))).strip())
        if match is None:
            return
        for text in paragraph.iter(w("t")):
            text.text = "{{ _line }}" if LONE_OUTPUT.search(text.text or "") else ""
        for bookmark in paragraph.iter("slot"):
            number = int(bookmark.get("n", "0"))
            self.slots[number] = f"{{% if loop.first %}}{self.slots[number]}{{% endif %}}"
        copy = [self.slot(f"{{% for _line in ({match[1]})|_lines %}}"), paragraph, self.slot("{% endfor %}")]
        replace(paragraph, copy)


def text_of(elements: Iterable[etree._Element]) -> list[str]:
    return [element.text or "" for element in elements]


def replace(element: etree._Element, successors: list[etree._Element]) -> None:
    parent = element.getparent()
    assert parent is not None
    at = parent.index(element)
    parent.remove(element)
    for offset, successor in enumerate(successors):
        parent.insert(at + offset, successor)


def mend_runs(paragraph: etree._Element) -> None:
    """Word splits tags over runs as it likes: each tag moves whole into the text it begins in."""
    texts = list(paragraph.iter(w("t")))
    whole = "".join(text_of(texts))
    if "{{" not in whole and "{%" not in whole:
        return
    owners = [index for index, text in enumerate(text_of(texts)) for _ in text]
    letters = list(whole)
    for tag in TAG.finditer(whole):
        owners[tag.start() : tag.end()] = [owners[tag.start()]] * len(tag[0])
        letters[tag.start() : tag.end()] = tag[0].translate(PLAIN_QUOTES)
    owned: list[list[str]] = [[] for _ in texts]
    for letter, owner in zip(letters, owners, strict=True):
        owned[owner].append(letter)
    for element, own in zip(texts, owned, strict=True):
        element.text = "".join(own)
        element.set(SPACE, "preserve")
