"""岗位廉政承诺制 (opinion.txt line 61; requirements S106, D27): whoever holds a post signs for it himself."""

from collections.abc import Iterable, Mapping
from typing import Any

from backend.kit.terms import Term
from backend.organization.rules import PositionTier


class PledgeRenewal(Term):
    """How long a signature under a wording lasts."""

    yearly = "yearly", "每年重新签订"
    on_new_text = "on_new_text", "发布新文本时重新签订"


class PledgeStanding(Term):
    """Whether the holder of a post has signed what he is asked to sign."""

    missing = "missing", "未签订"
    renewal = "renewal", "待续签"
    signed = "signed", "已签订"


PLEDGE = (
    "本人已知悉本岗位的职责、职权、廉政风险点和防控措施，郑重承诺：\n"
    "一、依法依规履行职责，不越权、不滥权、不失职；\n"
    "二、不利用岗位之便为本人和他人谋取不正当利益，不接受可能影响公正执行公务的宴请和财物；\n"
    "三、落实本岗位的各项防控措施，该公开的公开，该回避的回避，该留痕的留痕；\n"
    "四、发现新的廉政风险及时提出，自觉接受监督。"
)
"""What a new holder pledges as long as the office has published no text of its own. Nobody else is asked to sign it:
when pledges begin is for the office to say."""
BUILT_IN = 0
"""The number of that text."""


def in_force(wordings: Iterable[Mapping[str, Any]]) -> dict[PositionTier, Mapping[str, Any]]:
    """Tier → the newest of the published wordings that is meant for it; one for all tiers replaces them all."""
    found: dict[PositionTier, Mapping[str, Any]] = {}
    for wording in sorted(wordings, key=lambda one: one["number"]):
        tiers = tuple(PositionTier) if wording["tier"] is None else (PositionTier(wording["tier"]),)
        found |= dict.fromkeys(tiers, wording)
    return found


def still_binds(pledge: Mapping[str, Any], wording: Mapping[str, Any], year: int) -> bool:
    """Whether what was signed (`text_number`, `year`) is what the wording asks for in this year."""
    is_timely = wording["renewal"] == PledgeRenewal.on_new_text or pledge["year"] == year
    return bool(pledge["text_number"] == wording["number"] and is_timely)
