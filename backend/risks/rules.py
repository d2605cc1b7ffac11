"""Terms of finding risks, and the pure rules of a sheet: what must be filled in, what is signed, in which order."""

import hashlib
import json
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from backend.access.policy import Permission
from backend.kit.machine import Machine, Transition
from backend.kit.terms import Term


class InventoryKind(Term):
    """附件二 and 附件三."""

    department = "department", "部门工作廉政风险排查表"
    position = "position", "个人岗位廉政风险排查表"


class InventoryAction(Term):
    """What can be done with a sheet; sent out with each one as `allowed_actions`."""

    edit = "edit", "填写"
    submit = "submit", "提交审核"
    withdraw = "withdraw", "撤回"
    retire = "retire", "作废"
    amend = "amend", "修改已认定的行"


class FindingSource(Term):
    """The five ways of opinion.txt line 43."""

    self = "self", "自己找"
    colleague = "colleague", "同事点"
    superior = "superior", "领导提"
    public = "public", "群众帮"
    organization = "organization", "组织审"


class FindingOrigin(Term):
    """From whom a risk came. The ways colleges name after it are a list of the office (requirements S72)."""

    own = "own", "本人"
    peer = "peer", "同事"
    superior = "superior", "领导"
    public = "public", "服务对象"
    organization = "organization", "组织"


class CauseKind(Term):
    """Notes under 附件二 and 附件三, with the side of handout.txt line 20 each belongs to."""

    rule_defect = "rule_defect", "制度缺陷及漏洞"
    weak_supervision = "weak_supervision", "监管缺失"
    external = "external", "外部环境影响"
    self_discipline = "self_discipline", "个人自律"
    competence = "competence", "个人业务素质"
    other = "other", "其他"


class CategoryScheme(Term):
    """The schemes that are there from the start; all may be used at once (requirements S73–S81). The office adds its
    own, so a scheme in a body is a key of the list."""

    three_kinds = "three_kinds", "三类风险"
    four_types = "four_types", "四类风险"
    five_aspects = "five_aspects", "五个方面"
    department_aspects = "department_aspects", "部门四个方面"
    personal_aspects = "personal_aspects", "个人七个方面"


class RiskCategory(Term):
    """The categories the schemes from the start have in common."""

    ethics = "ethics", "思想道德"
    duty = "duty", "岗位职责（履责）"
    power_use = "power_use", "权力行使"
    process = "process", "业务流程"
    efficiency = "efficiency", "机关效能"
    institution = "institution", "制度机制（规章制度）"
    environment = "environment", "外部环境"


C, K = CategoryScheme, RiskCategory
SCHEMES: dict[CategoryScheme, tuple[RiskCategory, ...]] = {
    C.three_kinds: (K.duty, K.process, K.institution),
    C.four_types: (K.ethics, K.duty, K.institution, K.environment),
    C.five_aspects: (K.ethics, K.duty, K.process, K.institution, K.environment),
    C.department_aspects: (K.process, K.efficiency, K.institution, K.environment),
    C.personal_aspects: (
        K.ethics,
        K.duty,
        K.power_use,
        K.process,
        K.efficiency,
        K.institution,
        K.environment,
    ),
}
"""opinion.txt lines 43 and 46; handout.txt lines 10 and 28. What stands on the lists now is in the tables."""


class Likelihood(Term):
    """发生机率, in the words of opinion.txt lines 50–53."""

    high = "high", "高"
    elevated = "elevated", "较高"
    small = "small", "较小"


class Consequence(Term):
    """危害程度 with its legal anchor; opinion.txt lines 50–53."""

    crime = "crime", "严重损害后果，可能触犯国家法律、构成犯罪"
    discipline = "discipline", "较为严重损害后果，可能违反党纪政纪、受到处分"
    internal = "internal", "影响程度较低，部门或岗位内部能很快解决"


class SuggestionState(Term):
    """What became of a risk somebody else pointed out."""

    open = "open", "待处理"
    adopted = "adopted", "已采纳"
    declined = "declined", "未采纳"
    withdrawn = "withdrawn", "已收回"


class SuggestionAction(Term):
    """What can be done with a suggestion; sent out with each one as `allowed_actions`."""

    adopt = "adopt", "采纳"
    decline = "decline", "不采纳"
    withdraw = "withdraw", "收回"


_OPEN = SuggestionState.open
SUGGESTION_MACHINE: Machine[SuggestionState] = Machine(
    [
        Transition(_OPEN, SuggestionAction.adopt, SuggestionState.adopted, Permission.risks_write),
        Transition(_OPEN, SuggestionAction.decline, SuggestionState.declined, Permission.risks_write),
        Transition(_OPEN, SuggestionAction.withdraw, SuggestionState.withdrawn, Permission.suggestions_write),
    ]
)
"""Whoever fills in the sheet adopts or declines; only who made a suggestion takes it back."""

ROW_FIELDS = (
    "duty",
    "name",
    "manifestation",
    "cause_kinds",
    "causes",
    "measures",
    "remark",
    "categories",
    "subcategories",
    "found_by",
    "location",
    "power_id",
    "step_id",
    "public_wording",
)
"""What people type into a row. Levels are not among it: they are computed by assessments."""

REQUIRED_CELLS = {"name": "廉政风险点", "manifestation": "表现形式"}
"""Columns of 附件二 and 附件三 without which a row says nothing (requirements S87)."""

FOUND_BY = "查找方法"
"""With which of the ways of opinion.txt line 43 a risk was found is said of every row that is handed in."""

SIGNED_HEADER = ("kind", "year", "department_id", "position_id", "filler_name", "filler_job_title")
ADDED_LATER = frozenset({"subcategories"})
"""Signed only where they are filled in: sheets signed before the field existed keep their hash."""
SIGNED_FIELDS = tuple(field for field in ROW_FIELDS if field not in ADDED_LATER | {"public_wording"})
SUGGESTED_FIELDS = tuple(
    field for field in ROW_FIELDS if field not in {"remark", "found_by", "public_wording"}
)
"""What somebody else says about a risk; the way it was found follows from who said it."""
GAP = 1024
"""Distance between the ordinals of neighbours, so that a row can be put between without moving the others."""


def missing_cells(rows: Sequence[Mapping[str, Any]]) -> Iterator[tuple[int, str, str]]:
    """(row index from 0, field, column heading) of each cell that must be filled in before handing in."""
    for index, row in enumerate(rows):
        for field, heading in REQUIRED_CELLS.items():
            if not row[field].strip():
                yield index, field, heading


def content_hash(sheet: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> str:
    """SHA-256 of what a reviewer signs: the header and the rows in their order, without levels and versions.

    Levels stay outside: they are assessed after the sheet is approved (opinion.txt lines 46–48). An empty sheet is
    signed with its reason.
    """
    content: dict[str, Any] = {
        "header": {field: sheet[field] for field in SIGNED_HEADER},
        "rows": [_signed(row) for row in rows],
    }
    if sheet.get("no_risk_reason"):
        content["no_risk_reason"] = sheet["no_risk_reason"]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _signed(row: Mapping[str, Any]) -> dict[str, Any]:
    later = {field: row[field] for field in sorted(ADDED_LATER) if row.get(field)}
    return {field: row[field] for field in SIGNED_FIELDS} | later


REASON_LENGTH = 20
"""Characters an explanation has at least, without punctuation and blanks."""
REASON_VARIETY = 10
"""Different characters among them: the same word over and over explains nothing."""


def is_of_substance(reason: str) -> bool:
    """Whether a text can explain at all why a post with powers has no risk point (requirements S37, D19)."""
    said = [character for character in reason if character.isalnum()]
    return len(said) >= REASON_LENGTH and len(set(said)) >= REASON_VARIETY


def place_rows(ordinals: Sequence[int | None]) -> list[int]:
    """Strictly rising ordinals for rows in this order; new rows come as None, and as few rows as possible change."""
    kept = _longest_rise(ordinals)
    placed: list[int] = []
    for number, index in enumerate([*sorted(kept), len(ordinals)]):
        low = placed[-1] if placed else 0
        room = index - len(placed)
        high = ordinals[index] if index < len(ordinals) else None
        step = GAP if high is None else (high - low) // (room + 1)
        if room and step < 1:
            return [GAP * (position + 1) for position in range(len(ordinals))]
        placed += [low + step * (place + 1) for place in range(room)]
        if number < len(kept) and high is not None:
            placed.append(high)
    return placed


def _longest_rise(ordinals: Sequence[int | None]) -> set[int]:
    """Indexes of a longest strictly rising subsequence of the positive ordinals (patience sorting)."""
    tops: list[int] = []
    tails: list[int] = []
    before: dict[int, int | None] = {}
    for index, ordinal in enumerate(ordinals):
        if ordinal is None or ordinal < 1:
            continue
        pile = bisect_left(tops, ordinal)
        before[index] = tails[pile - 1] if pile else None
        tops[pile : pile + 1] = [ordinal]
        tails[pile : pile + 1] = [index]
    kept: set[int] = set()
    at = tails[-1] if tails else None
    while at is not None:
        kept.add(at)
        at = before[at]
    return kept
