"""Small texts of workflow engines in words: who handles, within which time, on which condition."""

import re
from typing import Final

from lxml import etree

APPLICANT: Final = "申请人"
_APPLICANTS: Final = frozenset(
    {
        "initiator",
        "starter",
        "startuser",
        "startuserid",
        "applyuser",
        "applyuserid",
        "applicant",
        "currentuser",
        "creator",
    }
)
_EXPRESSION: Final = re.compile(r"[$#]\{([^{}]*)\}")
_RESOURCE: Final = re.compile(r"\b(?:user|group)\(([^()]*)\)")
_DURATION: Final = re.compile(
    r"P(?:(N)Y)?(?:(N)M)?(?:(N)W)?(?:(N)D)?(?:T(?:(N)H)?(?:(N)M)?(?:(N)S)?)?".replace("N", r"\d{1,9}"), re.ASCII
)
_UNITS: Final = ("年", "个月", "周", "天", "小时", "分钟", "秒")
HANDLER_NAMES: Final = ("assignee", "candidateGroups", "candidateUsers")
_PERFORMERS: Final = frozenset({"potentialOwner", "humanPerformer", "performer"})


def local(element: etree._Element) -> str:
    """The name without its namespace."""
    return etree.QName(element).localname


def text_of(element: etree._Element) -> str:
    """All text inside, as it stands."""
    return "".join(map(str, element.itertext()))


def squeezed(text: str) -> str:
    """One line: editors break names by hand. Chinese needs no space where a line ended."""
    joined = re.sub(r"(?<=[\u2e80-\uffef])[ \t]*[\r\n]\s*(?=[\u2e80-\uffef])", "", text)
    return " ".join(joined.split())


def is_expression(text: str) -> bool:
    """Whether an engine is to compute it."""
    return _EXPRESSION.search(text) is not None


def bare(text: str) -> str:
    """What an engine is to compute, without its brackets."""
    found = _EXPRESSION.fullmatch(text)
    return found[1].strip() if found else text


def assigned(element: etree._Element) -> str:
    """Whoever an engine gives the task to, as it is written; empty when nobody is."""
    by_name = {etree.QName(name).localname: value for name, value in element.attrib.items()}
    for name in HANDLER_NAMES:
        if text := str(by_name.get(name, "")).strip():
            return text
    for child in element:
        if local(child) in _PERFORMERS:
            text = squeezed(text_of(child))
            if text:
                return _RESOURCE.sub(r"\1", text)
    return ""


def in_words(assignee: str) -> tuple[str, bool]:
    """The handler, and whether an expression is left in it that a person must replace."""
    parts = [part.strip() for part in re.split("[,，;；]", assignee)]
    words, is_left = [], False
    for part in filter(None, parts):
        found = _EXPRESSION.fullmatch(part)
        if found is None:
            words.append(part)
            is_left = is_left or is_expression(part)
        elif (said := found[1].strip()).replace("_", "").lower() in _APPLICANTS:
            words.append(APPLICANT)
        else:
            words.append(said)
            is_left = True
    return "、".join(dict.fromkeys(words)), is_left


def duration(text: str) -> str | None:
    """`P3D` → `3 天`; None for what is no duration (a date, a cycle, an expression)."""
    found = _DURATION.fullmatch(text.strip())
    if found is None or not any(found.groups()):
        return None
    return " ".join(f"{int(part)} {unit}" for part, unit in zip(found.groups(), _UNITS, strict=True) if part)
