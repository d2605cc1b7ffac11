"""What a person opens first: a list of contents with links, the same as a workbook, and how to check the package."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import BinaryIO, Final
from urllib.parse import quote

from backend.kit.workbooks import SheetOfRows, pour_tables
from backend.packages.paper.archive import MANIFEST, SUMS, Filed

PAGE, BOOK, READ_ME = "00 目录.html", "00 目录.xlsx", "00 说明.txt"
COLUMNS: Final = (("卷号", 6), ("件号", 6), ("题名", 50), ("责任者", 20), ("日期", 12), ("文件", 60), ("备注", 24))
STYLE: Final = """
:root{color-scheme:light dark}
body{font:16px/1.6 "Noto Serif SC","Songti SC",SimSun,serif;margin:2rem auto;max-width:70rem;padding:0 1rem}
h1{font-size:1.5rem;text-align:center}h2{font-size:1.1rem;margin:2rem 0 .5rem}
table{border-collapse:collapse;width:100%}
th,td{border:1px solid #888;padding:.3rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
th{white-space:nowrap}td.n{white-space:nowrap;text-align:center}
.k{overflow-wrap:anywhere;font-family:monospace}
@media print{body{margin:0;max-width:none}thead{display:table-header-group}tr{break-inside:avoid}a{color:inherit}}
"""


@dataclass(frozen=True, slots=True)
class About:
    """What a package says of itself."""

    title: str
    facts: Sequence[tuple[str, str]]
    left_out: Sequence[str]
    volumes: Mapping[int, str]


def write_page(about: About, filed: Sequence[Filed]) -> bytes:
    """One page that works without the network, in the dark, and on paper."""
    facts = "".join(f"<tr><th>{_h(label)}</th><td>{_h(text)}</td></tr>" for label, text in about.facts)
    left = "".join(f"<li>{_h(text)}</li>" for text in about.left_out)
    parts = [
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width,initial-scale=1">',
        f"<title>{_h(about.title)}</title><style>{STYLE}</style></head><body>",
        f"<h1>{_h(about.title)}</h1><table>{facts}</table>",
        f"<h2>没有列入的</h2><ul>{left}</ul>" if left else "",
        *(_group(name, rows) for name, rows in _groups(about, filed)),
        f'<p class="k">核验方法见“{READ_ME}”。</p></body></html>',
    ]
    return "\n".join(parts).encode()


def _group(name: str, rows: Sequence[Filed]) -> str:
    lines = "".join(
        f'<tr><td class="n">{_number(row)}</td>'
        f'<td><a href="{_h(quote(row.path))}">{_h(row.title)}</a> {_h(row.path.rpartition(".")[2].upper())}</td>'
        f'<td>{_h(row.responsible)}</td><td class="n">{_h(row.dated)}</td><td>{_h(row.remark)}</td></tr>'
        for row in rows
    )
    head = "<tr><th>件号</th><th>题名</th><th>责任者</th><th>日期</th><th>备注</th></tr>"
    return f"<h2>{_h(name)}</h2><table><thead>{head}</thead><tbody>{lines}</tbody></table>"


def _groups(about: About, filed: Sequence[Filed]) -> Iterator[tuple[str, list[Filed]]]:
    """By volume, or by folder where there are none; a volume without a paper says so by its absence from the list."""
    found: dict[str, list[Filed]] = {}
    for row in filed:
        name = about.volumes.get(row.volume)
        folder = row.path.partition("/")[0] if "/" in row.path else "全部"
        found.setdefault(f"第 {row.volume} 卷 {name}" if name else folder, []).append(row)
    for group, rows in found.items():
        yield f"{group}（{len(rows)} 个文件）", rows


def _number(row: Filed) -> str:
    return f"{row.volume:02d}-{row.number:03d}" if row.volume else str(row.number)


def _h(text: str) -> str:
    return escape(text, quote=True)


def pour_book(about: About, filed: Sequence[Filed], target: BinaryIO) -> None:
    """The same as a workbook, as archives ask for it: volume, number, title, author, date, file, remark."""
    rows = (
        (
            str(row.volume or ""),
            str(row.number),
            row.title,
            row.responsible,
            row.dated,
            row.path,
            row.remark,
        )
        for row in filed
    )
    pour_tables((SheetOfRows("目录", f"{about.title}目录", COLUMNS, rows),), target)


def write_read_me(about: About) -> bytes:
    """How to check the package without the system. Windows line ends and a mark, so that Notepad reads it."""
    facts = [f"{label}：{text}" for label, text in about.facts]
    left = [f"  · {text}" for text in about.left_out] or ["  无。"]
    lines = [
        about.title,
        "",
        *facts,
        "",
        "一、怎样看",
        f"  打开“{PAGE}”，点题名即可打开文件；“{BOOK}”是同样的目录，可以打印、排序。",
        "",
        "二、没有列入的",
        *left,
        "",
        "三、怎样核验（不需要本系统，也不需要网络）",
        f"  1. {SUMS} 列出包内每个文件的 SHA-256 摘要。在 Linux、macOS 上进入本文件夹，执行：",
        f"       sha256sum -c {SUMS}        （macOS：shasum -a 256 -c {SUMS}）",
        "     Windows 上可用：certutil -hashfile 文件名 SHA256，与其中的摘要对照。",
        f"  2. {MANIFEST} 记载每个文件的路径、大小和摘要；它自己的摘要显示在系统的材料包页面上，",
        "     并记入系统的留痕（哈希链）。两处一致，就说明包内全部文件与生成时完全相同。",
        "       算出它的摘要：sha256sum manifest.json",
        "  3. 也可以在系统的“材料包”页面把压缩包拖进核验框（只在浏览器里计算，不上传），或由管理员执行：",
        "       python -m backend verify-package 材料包.zip",
        "",
    ]
    return b"\xef\xbb\xbf" + "\r\n".join(lines).encode()
