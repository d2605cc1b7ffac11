"""The scanner: finds people, ID and phone numbers and addresses in texts for the public. Pure.

It would rather stop a harmless text than let a person through: whoever is stopped writes it in other words.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from backend.kit.problems import FieldError
from backend.kit.terms import Term
from backend.portal.rules import Text


class ScanCode(Term):
    """What was found."""

    person = "person", "人员姓名"
    staff_no = "staff-no", "工号"
    identity = "identity", "证件号码或银行卡号"
    phone = "phone", "电话号码"
    email = "email", "电子邮箱"
    account = "account", "QQ 号或微信号"


class Post(NamedTuple):
    """A post only one person holds today."""

    name: str
    unit: str


class Caution(NamedTuple):
    """Something a person has to look at and confirm before release. `unit` may stand in the post's place."""

    key: str
    title: str
    detail: str
    pointers: tuple[str, ...] = ()
    post: str = ""
    unit: str = ""


LEAST_NUMBER: Final = 6
"""Shorter staff numbers would be found in every date."""
_NOBODY: Final = ("办公室", "委员会", "中心", "管理员", "办", "处", "室", "系", "部", "组")
"""A shared account is called after a unit or a task: 纪委办 is nobody's name."""
_SHORT: Final = 2
_UNSEEN: Final = ("Cf", "Cc", "Mn", "Me")
_WORD: Final = re.compile(r"[A-Za-z0-9]+")
_NUMBER: Final = re.compile(r"[A-Za-z0-9]+(?:[._-]+[A-Za-z0-9]+)+")
_NUMERALS = str.maketrans("〇零○一幺壹二贰三叁四肆五伍六陆七柒八捌九玖", "0001112233445566778899")
_BETWEEN: Final = r"[\s\-—–_.·•/()（）,、:*]*"
_MANY: Final = re.compile(r"\d(?:[\s\-]{0,2}\d){14,}[Xx]?")
_MOBILE: Final = re.compile(rf"(?<!\d)(?:\+?86{_BETWEEN})?1{_BETWEEN}[3-9](?:{_BETWEEN}\d){{9}}(?!\d)")
_AREA: Final = re.compile(r"(?<!\d)[(（]?(?:0|\+86[\s\-—–]*[(（]?0?)\d{2,3}[)）]?[\s\-—–]*\d{7,8}(?!\d)")
_SERVICE: Final = re.compile(r"(?<!\d)[48]00[\s\-—–]?\d{3}[\s\-—–]?\d{4}(?!\d)")
_CALLED: Final = re.compile(r"(?:电话|手机|热线|传真|座机|致电|拨打|联系方式|[Tt][Ee][Ll])\D{0,8}\d(?:[\s\-—–]?\d){4,}")
_HALVES: Final = re.compile(r"(?<!\d)\d{4}[\-—–]\d{4}(?!\d)")
_YEARS: Final = re.compile(r"(?:19|20)\d\d[\-—–](?:19|20)\d\d")
_EMAIL: Final = re.compile(r"[\w.+\-]+\s*@\s*[\w\-]+(?:\s*\.\s*[\w\-]+)+")
_ACCOUNT: Final = re.compile(r"(?:QQ|qq|微信|[Ww]e[Cc]hat)(?:群|号)?\D{0,3}[A-Za-z0-9][\w\-]{4,}")
_PATTERNS: Final = (
    (ScanCode.email, (_EMAIL,)),
    (ScanCode.identity, (_MANY,)),
    (ScanCode.phone, (_MOBILE, _AREA, _SERVICE, _CALLED, _HALVES)),
    (ScanCode.account, (_ACCOUNT,)),
)


def folded(text: str) -> str:
    """One way of writing: full-width as half-width, and nothing invisible or put on top of a sign."""
    normal = unicodedata.normalize("NFKC", text)
    return "".join(one for one in normal if unicodedata.category(one) not in _UNSEEN or one in "\n\t")


def compact(text: str) -> str:
    """Only letters and digits, so that 王 老 师 and 王·老师 are 王老师; small and capital letters are one."""
    return "".join(one for one in folded(text) if one.isalnum()).casefold()


def names_worth(people: Collection[str], accounts: Iterable[str], units: Collection[str]) -> list[str]:
    """Names to look for, the longest first: not those of units or tasks, and not single characters.

    纪委办 is nobody even on the roster; there 张系 is somebody.
    """
    called = {*accounts, *(name for name in people if len(name) > _SHORT)}
    real = {name for name in called if not name.endswith(_NOBODY)} | {name for name in people if len(name) <= _SHORT}
    found = {compact(name) for name in real - set(units)}
    return sorted((name for name in found if len(name) > 1), key=len, reverse=True)


def scan(texts: Iterable[Text], names: Sequence[str], numbers: Collection[str] = ()) -> list[FieldError]:
    """What keeps the texts from going out, one finding for each place and kind; empty when nothing does.

    `names` come from `names_worth`, `numbers` are staff numbers and names of accounts, `compact`.
    """
    found: list[FieldError] = []
    for pointer, place, text in texts:
        for code, what in _found_in(text, names, numbers).items():
            detail = f"{place}里有{code.label}“{what}”，不能向社会公开；请删去，或改写为部门、岗位。"
            found.append(FieldError(pointer, code.value, detail))
    return found


def _found_in(text: str, names: Sequence[str], numbers: Collection[str]) -> dict[ScanCode, str]:
    found: dict[ScanCode, str] = {}
    bare, plain = compact(text), folded(text)
    if hit := next((name for name in names if name in bare), None):
        found[ScanCode.person] = hit
    words = (*_NUMBER.findall(plain), *_WORD.findall(plain))
    if hit := next((word for word in words if compact(word) in numbers), None):
        found[ScanCode.staff_no] = hit
    counted = plain.translate(_NUMERALS)
    for code, patterns in _PATTERNS:
        hits = (hit for pattern in patterns for hit in pattern.finditer(counted))
        if (match := next((hit for hit in hits if not _YEARS.fullmatch(hit[0])), None)) is not None:
            found[code] = plain[match.start() : match.end()].strip()
    return found


def posts_named(texts: Iterable[Text], posts: Iterable[Post]) -> list[Caution]:
    """A post with one holder names him: each such post once, with the places where it stands."""
    places: dict[Post, list[Text]] = {}
    read = [(one, compact(one.text)) for one in texts if one.text]
    for post in sorted(posts, key=lambda one: (-len(one.name), one)):
        word = compact(post.name)
        hits = [one for one, bare in read if word and word in bare]
        covered = {place.pointer for longer in places if word in compact(longer.name) for place in places[longer]}
        if left := [one for one in hits if one.pointer not in covered]:
            places[post] = left
    return [_one_holder(post, hits) for post, hits in places.items()]


def _one_holder(post: Post, hits: Sequence[Text]) -> Caution:
    where = "、".join(one.place for one in hits)
    detail = f"{where}写明了“{post.name}”。这个岗位只有一个人，写岗位等于写人；可以改写为“{post.unit}”。"
    pointers = tuple(one.pointer for one in hits)
    return Caution(f"post:{post.name}", "一人一岗", detail, pointers, post.name, post.unit)


def single_holders(held: Iterable[tuple[str, str, int, bool]]) -> set[Post]:
    """Posts whose name means one person: of all posts so called in the power's own unit, or in the college.

    `held` are (name of the post, its unit, people who hold it today, whether it is of the power's own unit).
    """
    everywhere: dict[str, int] = {}
    nearby: dict[str, int] = {}
    units: dict[str, str] = {}
    for name, unit, people, is_near in held:
        everywhere[name] = everywhere.get(name, 0) + people
        if is_near:
            nearby[name] = nearby.get(name, 0) + people
        if is_near or name not in units:
            units[name] = unit
    names: Mapping[str, int] = everywhere
    return {Post(name, units[name]) for name in names if names[name] == 1 or nearby.get(name) == 1}
