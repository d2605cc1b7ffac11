"""Passwords: the only module that imports passlib. Argon2id, two named policies, bounded work (security.md §3.2)."""

import os
import re
import threading
import unicodedata
import warnings
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import NamedTuple, TypeVar

from backend.kit.problems import FieldError, Problem
from backend.kit.workers import step_aside

with warnings.catch_warnings():
    # passlib 1.7.4 imports the deprecated `crypt` and reads the deprecated `argon2.__version__`.
    warnings.simplefilter("ignore", DeprecationWarning)
    from passlib.context import CryptContext
    from passlib.hash import argon2

    argon2.set_backend("argon2_cffi")

T = TypeVar("T")
MEMORY_KIB, PASSES, LANES = 19 * 1024, 2, 1
"""OWASP's minimum for Argon2id; 35–50 ms on the machine of security.md §3.2."""
CONTEXT = CryptContext(
    schemes=["argon2"],
    argon2__type="ID",
    argon2__memory_cost=MEMORY_KIB,
    argon2__time_cost=PASSES,
    argon2__parallelism=LANES,
)
STORED = re.compile(
    r"\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$[A-Za-z0-9+/]{11,86}\$[A-Za-z0-9+/]{22,86}",
    re.ASCII,
)
MAX_MEMORY_KIB, MAX_PASSES, MAX_LANES = 64 * 1024, 10, 4
"""A stored hash that would cost more was not written by us; checking it would hand out our memory."""
MAX_INPUT = 512
"""Characters looked at before normalisation; NFC never makes more than 128 of them valid afterwards."""
RUNNING, NICE = max(1, (os.cpu_count() or 2) - 1), 10
"""Passwords looked at in one process at the same time, and how far their threads step back."""
MIN_LENGTH, MAX_LENGTH = 12, 128
MIN_UNPREDICTABLE = 6
"""Characters that must remain when everything guessable is struck out."""

WEAK_WORDS = """
password passwd passw0rd pass mima koukou admin administrator root user guest test demo default login welcome letmein
master manager system server secret private access account changeme qwerty qwertyuiop qwer asdf asdfgh asdfghjkl zxcv
zxcvbn zxcvbnm qazwsx qaz wsx edc 1qaz 2wsx 3edc 4rfv qweasd qweasdzxc 1q2w3e 1q2w3e4r q1w2e3r4 zaq1 xsw2 poiuyt lkjhgf
mnbvcx 147258369 147258 258369 159357 123321 112233 121212 131313 520 521 1314 5201314 5211314 666 888 999 168 1688 911
110 119 abc abc123 a123 aa11 iloveyou love baby angel princess dragon monkey shadow sunshine football basketball
superman batman pokemon starwars trustno1 michael jordan jennifer charlie freedom whatever computer internet hello
world summer winter spring autumn monday friday january december china chinese beijing shanghai guangzhou shenzhen
hangzhou nanjing chengdu wuhan xian tianjin chongqing zhongguo zhonghua woaini woaiwojia wodemima nihao zaijian
laopo laogong baobao baobei xiaoming xiaohong zhangwei wangwei lina liwei zhang wang zhao qian huang zhou
mingtian jintian xingfu kuaile shengri facai pingan jiankang gongxi daji haha hehe heihei dearbook wangyut2 aini
daxue xueyuan xuexiao school college university campus edu jiaoshi laoshi xuesheng student teacher jiaowu jiaowuchu
renshi renshichu caiwu caiwuchu bangong bangongshi chuzhang yuanzhang shuji dangwei jiwei jiweiban jijian jiancha
lianzheng lianjie fengxian fangkong fangfan lianfang qinglian risk office windows oracle mysql postgres huawei tencent
taobao alibaba weixin wechat alipay baidu google apple iphone samsung lenovo
"""
"""Cores of the usual lists; the rest of those lists is these with digits, years and signs around them."""
YEAR = r"(?:19|20)\d\d(?:(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])?)?"
"""A year, a month of a year, or a date: birthdays."""
BLOCK = re.compile(r"(.{1,6}?)\1+", re.DOTALL)
LEET = str.maketrans("@431!05$7", "aaeiiosst")


class Policy(NamedTuple):
    """A named password policy. `classes` of upper, lower, digit, other; `max_age` None means no forced change."""

    name: str
    label: str
    classes: int
    max_age: timedelta | None


POLICIES = {
    "dengbao": Policy("dengbao", "等保：要求复杂度并定期更换（GB/T 22239 8.1.4.1）", 3, timedelta(days=90)),
    "asvs": Policy("asvs", "ASVS：只要求长度，不用常见口令", 1, None),
}
"""GB/T 22239 asks for complexity and periodic change, ASVS 6.2.5 and 6.2.10 forbid both: the college chooses."""


class Busy(Problem):
    """503: too many passwords are being checked at this moment."""

    def __init__(self) -> None:
        super().__init__("busy", "登录的人太多", 503, "请过几秒再试。", headers={"Retry-After": "3"})


class Verdict(NamedTuple):
    """`replacement` is a stronger hash to store when the old parameters are outdated, else None."""

    is_correct: bool
    replacement: str | None = None


def violations(
    policy: Policy, password: str, forbidden_words: Iterable[str] = (), pointer: str = "/new_password"
) -> list[FieldError]:
    """What is wrong with a new password; empty when it may be used.

    `forbidden_words`: the user's name and the organisation's words, in any case.
    """
    if len(password) > MAX_INPUT:
        return [FieldError(pointer, "too_long", f"密码不能超过 {MAX_LENGTH} 个字符。")]
    text = unicodedata.normalize("NFC", password)
    if any(unicodedata.category(character) in ("Cc", "Cs", "Cn", "Co") for character in text):
        return [
            FieldError(pointer, "bad_character", "密码里有无法使用的字符，请换成字母、数字、汉字或符号。")
        ]
    found: list[tuple[str, str]] = []
    if len(text) < MIN_LENGTH:
        found.append(("too_short", f"密码至少要 {MIN_LENGTH} 个字符，可以用一句只有自己知道的话。"))
    if len(text) > MAX_LENGTH:
        found.append(("too_long", f"密码不能超过 {MAX_LENGTH} 个字符。"))
    if _classes(text) < policy.classes:
        found.append(("too_simple", "大写字母、小写字母、数字、符号（或汉字）中至少要用三种。"))
    if len(text) >= MIN_LENGTH and _unpredictable(text, forbidden_words) < MIN_UNPREDICTABLE:
        found.append(
            ("guessable", "这个密码容易被猜到：请不要用常见密码、姓名账号、学校名称、年份或连续字符拼成。")
        )
    return [FieldError(pointer, code, detail) for code, detail in found]


def is_expired(policy: Policy, changed_at: datetime | None, now: datetime) -> bool:
    """Whether the policy demands a new password. A password of unknown age is expired if the policy knows an age."""
    return policy.max_age is not None and (changed_at is None or now - changed_at >= policy.max_age)


def _kind(letter: str) -> str:
    if letter.isascii() and letter.isalpha():
        return "upper" if letter.isupper() else "lower"
    return "digit" if letter.isascii() and letter.isdigit() else "other"


def _classes(text: str) -> int:
    return len({_kind(letter) for letter in text})


def _runs() -> Iterator[str]:
    """Ascending and descending stretches of the alphabet and the digits, three to ten long."""
    for row in ("abcdefghijklmnopqrstuvwxyz", "01234567890"):
        for line in (row, row[::-1]):
            for length in range(3, 11):
                yield from (line[start : start + length] for start in range(len(line) - length + 1))


def _any_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(set(words), key=len, reverse=True))


WEAK = re.compile(f"{YEAR}|{_any_of((*WEAK_WORDS.split(), *_runs()))}")


def _strike(text: str, words: str) -> str:
    text = re.sub(words, "", text) if words else text
    return WEAK.sub("", text)


def _unpredictable(text: str, forbidden_words: Iterable[str]) -> int:
    """How many characters remain without known words, years, runs and repetitions."""
    parts = (part for word in forbidden_words for part in re.split(r"\W+", word.casefold()))
    own = _any_of(part for part in parts if len(part) > 1)
    plain = text.casefold()
    spellings = (plain, plain.translate(LEET))
    return min(len(_strike(BLOCK.sub(r"\1", _strike(spelling, own)), own)) for spelling in spellings)


def _step_back() -> None:
    """Lets everybody else's threads go first; a thread may lower its own priority, but never raise it again."""
    with suppress(OSError, AttributeError):  # not on every system
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)


class Hasher:
    """Hashes and checks passwords, at most `running` at once with `waiting` more in line; the rest is shed.

    Without the bound a login flood would occupy every worker thread, every processor and all memory: one processor is
    always left to the others, and the hashing threads have low priority. `patience` in seconds.
    """

    def __init__(self, running: int = RUNNING, waiting: int = 4, patience: float = 2.0) -> None:
        self._threads = ThreadPoolExecutor(running, "passwords", initializer=_step_back)
        self._slots = threading.BoundedSemaphore(running)
        self._line = threading.BoundedSemaphore(running + waiting)
        self._patience = patience
        self._dummy: str | None = None

    @contextmanager
    def slot(self) -> Iterator[None]:
        """One place among the running; raises Busy when the line is full or does not move."""
        if not self._line.acquire(blocking=False):
            raise Busy
        step_aside()
        try:
            if not self._slots.acquire(timeout=self._patience):
                raise Busy
            try:
                yield
            finally:
                self._slots.release()
        finally:
            self._line.release()

    def run(self, work: Callable[[], T]) -> T:
        """Does the work in one of the threads that step back."""
        return self._threads.submit(work).result()

    def refuse_when_full(self) -> None:
        """Raises Busy at once when `slot` would, so that a flood is shed before it costs anything else."""
        if not self._line.acquire(blocking=False):
            raise Busy
        self._line.release()

    def hash(self, password: str) -> str:
        """Argon2id in the PHC format. The caller has asked `violations` first; ValueError for unusable text."""
        text = _normal(password)
        if text is None:
            raise ValueError("not a password")
        with self.slot():
            return self.run(lambda: CONTEXT.hash(text))

    def verify(self, password: str, stored: str | None) -> Verdict:
        """Checks a password. `stored` None (no such user) or unusable costs the same time and is never correct."""
        text = _normal(password)
        with self.slot():
            return self.run(lambda: self._verify(text, stored))

    def _verify(self, text: str | None, stored: str | None) -> Verdict:
        if self._dummy is None:
            self._dummy = CONTEXT.hash("nobody's password")
        if text is None or stored is None or not _is_affordable(stored):
            CONTEXT.verify("somebody's guess", self._dummy)
            return Verdict(False)
        try:
            is_correct, replacement = CONTEXT.verify_and_update(text, stored)
        except ValueError:  # well formed, yet libargon2 refuses it
            return Verdict(False)
        return Verdict(is_correct, replacement)


HASHER = Hasher()


def _normal(password: str) -> str | None:
    """NFC, so that é typed on any keyboard is the same é; None for what no user can have typed."""
    if len(password) > MAX_INPUT:
        return None
    text = unicodedata.normalize("NFC", password)
    return None if any("\ud800" <= letter <= "\udfff" for letter in text) else text


def _is_affordable(stored: str) -> bool:
    shape = STORED.fullmatch(stored)
    if shape is None:
        return False
    memory, passes, lanes = (int(number) for number in shape.groups())
    return memory <= MAX_MEMORY_KIB and 1 <= passes <= MAX_PASSES and 1 <= lanes <= MAX_LANES
