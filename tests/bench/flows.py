"""Flowcharts: how many a second are laid out, drawn, written as BPMN, read again and set in pixels, on one core.

Each figure stands beside what plain XML of the same size costs (lxml parsing the same bytes), so that it carries over
to another machine. The longest flow a power may have is measured by itself, with the memory its picture takes.
"""

import resource
from collections.abc import Callable, Sequence
from functools import partial
from random import Random
from time import process_time
from typing import Any

from lxml import etree

from backend.kit.typesetting import rasterize
from backend.powers.bpmn.reader import understand
from backend.powers.bpmn.rules import whole_step
from backend.powers.bpmn.writer import write
from backend.powers.diagram import render
from backend.powers.diagram.images import image
from backend.powers.diagram.layout import lay_out
from backend.powers.queries import drawable
from tests.bench.report import Found
from tests.powers.sound import sound_flow

CHARTS, LONGEST = 300, 200
SECONDS = 1.5
TITLE = "货物采购权力运行流程图"


def measure() -> Found:
    """Ordinary flows (up to 16 steps, at random but sound), then one of 200."""
    chance = Random(2026)
    flows = [sound_flow(chance, 16) for _ in range(CHARTS)]
    long = next(flow for flow in (sound_flow(chance, LONGEST) for _ in range(1000)) if len(flow) > LONGEST - 10)
    rasterize(render(drawable(TITLE, flows[0])))  # the fonts are read once
    before, started = _peak(), process_time()
    drawing = image(render(drawable(TITLE, long)), 3)
    taken, more = process_time() - started, _peak() - before
    return _rates(flows) | {
        "steps": sum(map(len, flows)) / CHARTS,
        "longest_layout_ms": _milliseconds(lambda: lay_out(drawable(TITLE, long))),
        "longest_png_seconds": taken,
        "longest_png_kib": len(drawing) / 1024,
        "longest_png_mib_more": more,
    }


def _rates(flows: list[list[dict[str, Any]]]) -> Found:
    drawn = [drawable(TITLE, flow) for flow in flows]
    whole = [[whole_step(step) for step in flow] for flow in flows]
    files = [write(TITLE, steps, {}) for steps in whole]
    pictures = [render(flow) for flow in drawn[:20]]
    return {
        "layout": _rate([partial(lay_out, flow) for flow in drawn]),
        "svg": _rate([partial(render, flow) for flow in drawn]),
        "bpmn_out": _rate([partial(write, TITLE, steps, {}) for steps in whole]),
        "bpmn_in": _rate([partial(understand, file, {}) for file in files]),
        "xml_alone": _rate([partial(etree.fromstring, file) for file in files]),
        "png": _rate([partial(rasterize, svg, 2) for svg in pictures]),
    }


def _rate(works: Sequence[Callable[[], object]]) -> float:
    """How many a second of processor time, over at least SECONDS; everything ran once before."""
    for work in works:
        work()
    done, started = 0, process_time()
    while process_time() - started < SECONDS:
        for work in works:
            work()
        done += len(works)
    return done / (process_time() - started)


def _milliseconds(work: Callable[[], object]) -> float:
    return 1000 / _rate([work])


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def show(found: Found) -> None:
    """A table for people."""
    print(f"\n流程图，平均 {found['steps']:.0f} 个环节，每秒每核")
    rows = (
        ("layout", "排版"),
        ("svg", "SVG"),
        ("bpmn_out", "写 BPMN 2.0"),
        ("bpmn_in", "读 BPMN 2.0"),
        ("xml_alone", "只解析同样的 XML"),
        ("png", "PNG（两倍）"),
    )
    for name, title in rows:
        print(f"  {title:16} {found[name]:9,.0f} {1000 / found[name]:9.2f} 毫秒一张")
    print(f"  读 BPMN 为只解析 XML 的 {found['bpmn_in'] / found['xml_alone']:.0%}")
    print(
        f"  {LONGEST} 个环节：排版 {found['longest_layout_ms']:.1f} 毫秒，PNG {found['longest_png_seconds']:.1f} 秒、"
        f"{found['longest_png_kib']:,.0f} KiB，内存多 {found['longest_png_mib_more']:,.0f} MiB"
    )
