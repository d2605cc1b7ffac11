"""Follows the tags of a template from top to bottom: every fault is named with its place."""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from itertools import islice
from typing import Final, NamedTuple

from jinja2 import nodes
from lxml import etree

from backend.documents.checker.names import LOOP, Name, Shape, names_of
from backend.documents.checker.places import Spot, row_text, spots
from backend.documents.checker.remarks import Remark
from backend.documents.rules import DocumentKind
from backend.documents.writer.filler import environment
from backend.documents.writer.language import BadTemplate, check_language
from backend.documents.writer.markup import LONE_OUTPUT, PLAIN_QUOTES, STRUCTURAL, TAG

TAG_LIMIT: Final = 500
LEFTOVER: Final = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
ENDS: Final = {"endfor": "for", "endif": "if"}
MIDDLES: Final = {"else": ("for", "if"), "elif": ("if",)}
CLOSE: Final = 0.6
EXCERPT: Final = 24


class Tag(NamedTuple):
    """`style` is output, inline, tr, p, vm or bm; `body` what stands between the braces."""

    style: str
    body: str
    source: str
    spot: Spot

    @property
    def word(self) -> str:
        """`for`, `endif` and so on."""
        return (self.body.split() or [""])[0]

    @property
    def container(self) -> etree._Element | None:
        """What its other half has to lie in as well."""
        if self.style == "tr":
            return self.spot.table
        return self.spot.paragraph.getparent() if self.style == "p" else self.spot.paragraph


class Open(NamedTuple):
    """A loop or condition that has not ended."""

    tag: Tag
    variable: str
    shape: Shape


class Walk:
    """Reads the tags of one document. `remarks` are faults; `used` the names that are written out."""

    def __init__(self, kind: DocumentKind, root: etree._Element) -> None:
        self.names = names_of(kind)
        self.remarks: list[Remark] = []
        self.used: set[str] = set()
        self._open: list[Open] = []
        self._strange: set[str] = set()
        self._sandbox = environment()
        tags = (tag for spot in spots(root) for tag in self._tags(spot))
        for tag in islice(tags, TAG_LIMIT):
            self._take(tag)
        if next(tags, None) is not None:
            self.remarks.append(Remark("too-many", "", f"标记过多，最多 {TAG_LIMIT} 个。"))
            return
        for left in self._open:
            self._fault("unclosed", left.tag, f"“{left.tag.source}”没有结束，请补上 end{left.tag.word}。")

    def _fault(self, code: str, tag: Tag, text: str) -> None:
        self.remarks.append(Remark(code, tag.spot.place, text))

    def _tags(self, spot: Spot) -> Iterator[Tag]:
        odd = LEFTOVER.search(TAG.sub(lambda match: " " * len(match[0]), spot.text))
        if odd:
            shown = spot.text[odd.start() :].strip()[:EXCERPT]
            text = f"“{shown}”处的标记没有写完整，两边的括号要成对，并写在同一段里。"
            self.remarks.append(Remark("unfinished", spot.place, text))
        for match in TAG.finditer(spot.text):
            source = match[0].translate(PLAIN_QUOTES)
            structural = STRUCTURAL.fullmatch(source)
            if structural:
                yield Tag(structural[1], structural[2], source, spot)
            else:
                style = "output" if source.startswith("{{") else "inline"
                yield Tag(style, source[2:-2].strip(" -+\n\t\u3000"), source, spot)

    def _take(self, tag: Tag) -> None:
        if tag.style in ("tr", "p"):
            self._check_alone(tag)
        if tag.style in ("output", "vm", "bm"):
            self._output(tag)
        elif tag.word == "for":
            self._loop(tag)
        elif tag.word == "if":
            self._condition(tag, f"{{% {tag.body} %}}{{% endif %}}")
            self._open.append(Open(tag, "", Shape.flag))
        elif tag.word in MIDDLES or tag.word in ENDS:
            self._middle_or_end(tag)
        else:
            self._fault("unknown-tag", tag, f"没有“{tag.source}”这样的标记。")

    def _check_alone(self, tag: Tag) -> None:
        if tag.style == "tr" and tag.spot.row is None:
            self._fault("not-in-table", tag, f"“{tag.source}”只能写在表格里。")
            return
        text = row_text(tag.spot.row) if tag.style == "tr" and tag.spot.row is not None else tag.spot.text
        if text.strip().translate(PLAIN_QUOTES) != tag.source:
            self._fault("not-alone", tag, f"“{tag.source}”要独占一{'行' if tag.style == 'tr' else '段'}。")

    def _parsed(self, tag: Tag, text: str) -> nodes.Template | None:
        """None, with a remark, for what is outside the language."""
        try:
            check_language(self._sandbox, text)
        except BadTemplate as error:
            self._fault("language", tag, f"“{tag.source}”不能用：{error}")
            return None
        return self._sandbox.parse(text)

    def _output(self, tag: Tag) -> None:
        tree = self._parsed(tag, f"{{{{ {tag.body} }}}}")
        if tree is None:
            return
        expression = next(tree.find_all(nodes.Output)).nodes[0]
        shape = self._shape(tag, expression)
        if shape is None or (shape is Shape.flag and tag.style == "vm"):
            return
        if tag.style == "bm":
            if shape is not Shape.mark:
                self._fault("not-a-mark", tag, f"“{tag.source}”里只能写 r.mark。")
            return
        if shape is Shape.lines and tag.style == "output" and not self._stands_alone(tag):
            self._fault("not-alone", tag, f"“{tag.source}”是一个列表，要独占一段。")
        elif shape not in (Shape.text, Shape.lines):
            self._fault("no-text", tag, f"“{tag.source}”不是文字，不能直接填写。{_hint(shape)}")

    def _stands_alone(self, tag: Tag) -> bool:
        text = STRUCTURAL.sub("", tag.spot.text).strip()
        return LONE_OUTPUT.fullmatch(text) is not None

    def _condition(self, tag: Tag, text: str) -> None:
        tree = self._parsed(tag, text)
        if tree is not None:
            self._shape(tag, next(tree.find_all(nodes.If)).test)

    def _loop(self, tag: Tag) -> None:
        tree = self._parsed(tag, f"{{% {tag.body} %}}{{% endfor %}}")
        if tree is None:
            self._open.append(Open(tag, "", Shape.text))
            return
        loop = next(tree.find_all(nodes.For))
        variable = loop.target.name if isinstance(loop.target, nodes.Name) else ""
        shape = self._shape(tag, loop.iter)
        inner = {Shape.rows: Shape.row, Shape.blanks: Shape.blank, Shape.lines: Shape.text}
        if shape is not None and shape not in inner:
            self._fault("not-a-list", tag, f"“{tag.source}”：循环只能用在 rows、blanks 或列表上。")
        if shape in (Shape.rows, Shape.blanks):
            self._rows_once(tag, shape)
        if variable in self.names or variable == "loop":
            self._fault("taken", tag, f"“{variable}”已经是一个名称，循环里请换一个字母，如 r。")
        self._open.append(Open(tag, variable, inner.get(shape, Shape.text) if shape else Shape.text))

    def _rows_once(self, tag: Tag, shape: Shape) -> None:
        """The rows of a register come while they are written, once; and loops over rows inside loops have no end."""
        if any(one.tag.word == "for" for one in self._open):
            self._fault("nested-rows", tag, f"“{tag.source}”不能写在另一个循环里。")
        if f"looped {shape.value}" in self.used:
            self._fault("repeated-rows", tag, f"“{tag.source}”只能写一次。")
        if shape is Shape.blanks and "looped rows" not in self.used:
            self._fault("blanks-first", tag, "空白行的循环要写在内容行的循环之后。")
        self.used.add(f"looped {shape.value}")

    def _middle_or_end(self, tag: Tag) -> None:
        if not self._open:
            self._fault("unopened", tag, f"“{tag.source}”前面没有对应的开始标记。")
            return
        last = self._open[-1]
        wanted = (ENDS[tag.word],) if tag.word in ENDS else MIDDLES[tag.word]
        if last.tag.word not in wanted:
            self._fault(
                "crossed", tag, f"“{tag.source}”与“{last.tag.source}”交叉了，请先结束里面的那一个。"
            )
            return
        if tag.style != last.tag.style or tag.container is not last.tag.container:
            where = {"tr": "同一个表格里，都独占一行", "p": "同一处，都独占一段"}.get(
                last.tag.style, "同一段里"
            )
            self._fault("apart", tag, f"“{last.tag.source}”与“{tag.source}”要写在{where}。")
        if tag.word == "elif":
            self._condition(tag, f"{{% if {tag.body.removeprefix('elif')} %}}{{% endif %}}")
        if tag.word in ENDS:
            self._open.pop()

    def _shape(self, tag: Tag, node: nodes.Node) -> Shape | None:
        """What an expression is; None with a remark for a name that is not there."""
        if isinstance(node, nodes.Filter):
            shape = self._shape(tag, node.node) if node.node else None
            if shape not in (None, Shape.lines):
                self._fault("not-a-list", tag, f"“{tag.source}”：numbered 只能用在列表上。")
                return None
            return shape
        if isinstance(node, nodes.Name | nodes.Getattr):
            return self._named(tag, node)
        for child in node.iter_child_nodes():
            self._shape(tag, child)
        return Shape.flag

    def _named(self, tag: Tag, node: nodes.Name | nodes.Getattr) -> Shape | None:
        if isinstance(node, nodes.Name):
            return self._plain(tag, node.name)
        base = node.node
        held = self._variable(base.name) if isinstance(base, nodes.Name) else None
        if isinstance(base, nodes.Name) and base.name == "loop" and self._is_looping():
            known = {f"loop.{one.name}": one for one in LOOP}
            return self._known(tag, f"loop.{node.attr}", known)
        if held is Shape.row:
            return self._known(tag, f"r.{node.attr}", self.names, base.name if isinstance(base, nodes.Name) else "r")
        shown = base.name if isinstance(base, nodes.Name) else "…"
        if shown == "loop":
            self._fault("unknown-name", tag, f"“loop.{node.attr}”只能写在循环里。")
            return None
        if shown not in self._strange:
            self._strange.add(shown)
            loop = f"{{%tr for {shown} in rows %}}"
            text = f"“{shown}.{node.attr}”用不了：“{shown}”不是一行内容，要写在 {loop} 的循环里。"
            self._fault("unknown-name", tag, text)
        return None

    def _plain(self, tag: Tag, name: str) -> Shape | None:
        held = self._variable(name)
        if held is not None:
            return held
        if name == "loop":
            self._fault("unknown-name", tag, "“loop”要写成 loop.index，并且只能写在循环里。")
            return None
        return self._known(tag, name, {one: what for one, what in self.names.items() if "." not in one})

    def _known(self, tag: Tag, name: str, known: dict[str, Name], variable: str = "r") -> Shape | None:
        if name in known:
            self.used.add(name)
            return known[name].shape
        shown = name if not name.startswith("r.") else f"{variable}.{name[2:]}"
        near = get_close_matches(name, list(known), 1, CLOSE)
        hint = f"是不是“{near[0]}”（{known[near[0]].label}）？" if near else "请对照名称表。"
        self._fault("unknown-name", tag, f"没有“{shown}”这个名称，{hint}")
        return None

    def _variable(self, name: str) -> Shape | None:
        return next((one.shape for one in reversed(self._open) if one.variable == name), None)

    def _is_looping(self) -> bool:
        return any(one.tag.word == "for" for one in self._open)


def _hint(shape: Shape) -> str:
    return {
        Shape.rows: "请用 {%tr for r in rows %} 逐行填写。",
        Shape.row: "请写明是哪一项，如 r.risk_point。",
        Shape.mark: "标识请写作 {%bm r.mark %}。",
        Shape.flag: "条件请写在 {% if %} 或 {%vm %} 里。",
    }.get(shape, "")
