"""The SVG of a flow."""

from collections import Counter
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings

from backend.organization.rules import RiskLevel
from backend.powers.diagram import Badges, render
from backend.powers.diagram.lettering import NO_START, width, wrap
from backend.powers.diagram.palette import PALETTES, Theme
from backend.powers.rules import Branch, Flow, Step, StepKind
from tests.powers.flows import flows

SVG = "{http://www.w3.org/2000/svg}"
FLOW = Flow(
    "货物采购 <权力> & 流程",
    (
        Step(key="a", name="提出采购申请", handler="使用部门", kind=StepKind.start),
        Step(key="b", name="需求论证", handler="使用部门", time_limit="5 个工作日", is_key=True),
        Step(
            key="c",
            name="是否达到招标限额",
            handler="资产处",
            kind=StepKind.decision,
            branches=(Branch("d", "是"), Branch("b", "退回修改")),
        ),
        Step(key="d", name="委托公开招标", handler="资产处"),
    ),
)


def texts(svg: str) -> list[str]:
    """What a reader sees."""
    root = ElementTree.fromstring(svg)
    return ["".join(node.itertext()) for node in root.iter(f"{SVG}text")]


def test_it_works() -> None:
    svg = render(FLOW)
    root = ElementTree.fromstring(svg)
    assert root.attrib["role"] == "img"
    assert root.findtext(f"{SVG}title") == "货物采购 <权力> & 流程"
    description = root.findtext(f"{SVG}desc") or ""
    assert "共 4 个环节" in description
    assert "2．需求论证（使用部门，5 个工作日，关键环节）" in description
    assert "退回修改：到“需求论证”" in description
    shown = texts(svg)
    assert {"使用部门", "资产处", "需求论证", "5 个工作日", "是", "退回修改", "关键环节"} <= set(shown)
    assert len(list(root.iter(f"{SVG}polygon"))) == 1


def test_key_steps_stand_out() -> None:
    palette = PALETTES[Theme.light]
    assert f'stroke="{palette.accent}" stroke-width="2.5"' in render(FLOW)


def test_risks_are_told_by_shape_and_number() -> None:
    badges: Badges = {"b": Counter({RiskLevel.high: 2, RiskLevel.low: 1}), "gone": Counter({RiskLevel.medium: 1})}
    svg = render(FLOW, badges)
    assert {"2", "高风险", "低风险"} <= set(texts(svg))
    assert "中风险" not in svg
    assert "高风险 2 个" in svg
    assert "高风险" not in render(FLOW)


@pytest.mark.parametrize("theme", Theme)
def test_each_theme_uses_its_own_colours(theme: Theme) -> None:
    svg = render(FLOW, {}, theme)
    palette, other = PALETTES[theme], PALETTES[next(one for one in Theme if one is not theme)]
    assert palette.text in svg
    assert other.text not in svg


@pytest.mark.parametrize("theme", Theme)
def test_colours_reach_contrast(theme: Theme) -> None:
    palette = PALETTES[theme]
    for ground in (palette.ground, palette.lane, palette.box):
        for ink in (palette.text, palette.muted, *palette.levels.values()):
            assert contrast(ink, ground) >= 4.5, (ink, ground)
        for line in (palette.line, palette.accent):
            assert contrast(line, ground) >= 3, (line, ground)


def contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """WCAG relative luminance of #rrggbb."""
    shares = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        share / 12.92 if share <= 0.03928 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_an_empty_flow_says_so() -> None:
    assert "尚未填写流程环节" in texts(render(Flow("空", ())))


@given(flows(most=8))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_text_makes_sound_xml(flow: Flow) -> None:
    ElementTree.fromstring(render(flow).encode())


def test_nothing_in_it_is_active_or_fetched() -> None:
    hostile = Flow(
        "</title><script>alert(1)</script>",
        (
            Step(
                key="a",
                name="<image href='http://x/'/>",
                handler='" onload="x',
                time_limit="]]>&#0;\x00\ud800",
            ),
        ),
    )
    root = ElementTree.fromstring(render(hostile).encode())
    tags = {node.tag.removeprefix(SVG) for node in root.iter()}
    assert tags <= {"svg", "title", "desc", "g", "rect", "circle", "path", "polygon", "text"}
    names = {name for node in root.iter() for name in node.attrib}
    assert not {name for name in names if name.startswith("on") or "href" in name or name in ("id", "style")}


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("签订合同", ("签订合同",)),
        ("提交教学工作委员会审议并形成会议纪要", ("提交教学工作委员会", "审议并形成会议纪要")),
        ("使用 Windows 系统登记采购合同编号", ("使用 Windows 系", "统登记采购合同编号")),
        ("", ()),
    ],
)
def test_text_breaks_into_even_lines(text: str, lines: tuple[str, ...]) -> None:
    assert wrap(text, 14, 126, 4) == lines


def test_no_line_begins_with_a_full_stop_and_long_text_is_cut() -> None:
    text = "按照规定办理。需要时，由分管领导（或其授权人）审批；逾期不办的，追究责任。" * 8
    lines = wrap(text, 14, 126, 4)
    assert len(lines) == 4
    assert lines[-1].endswith("…")
    assert all(line[0] not in NO_START for line in lines)
    assert all(width(line, 14) <= 126 + 14 for line in lines)
