"""What forty clerks meant: `tests/fixtures/forms/forty_clerks.json`.

Labels and writers were made without knowing how forms are read; the reader has been mended on them since.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from backend.imports.rules import FormKind
from backend.organization.rules import RiskLevel
from tests.imports.corpus.content import HIGH, LOW, MEDIUM, Case, Check, Expected, Power, Risk

SOURCE = Path(__file__).parents[2] / "fixtures" / "forms" / "forty_clerks.json"
KINDS = {
    "附件一": FormKind.power_catalogue,
    "附件二": FormKind.department_inventory,
    "附件三": FormKind.position_inventory,
    "讲义附件1": FormKind.position_self_check,
    "讲义附件2": FormKind.department_self_check,
}
LEVELS = {"高": HIGH, "中": MEDIUM, "低": LOW}
WORDS = {level: word for word, level in LEVELS.items()}
COLUMNS = ("duty", "point", "manifestation", "causes", "level", "measures", "remark")

Forms = tuple[Expected, ...]
Writer = Callable[[Forms], bytes]
CLERKS: dict[str, Writer] = {}
"""Name → what writes that clerk's file; the labels hold its content, the writer its sloppiness."""


def clerk(name: str) -> Callable[[Writer], Writer]:
    """Registers a writer under the name its labels have."""

    def register(writer: Writer) -> Writer:
        CLERKS[name] = writer
        return writer

    return register


@cache
def labels() -> Mapping[str, Forms]:
    """Name → forms of that file."""
    made = json.loads(SOURCE.read_text("utf-8"))
    return {name: tuple(_form(form) for form in forms) for name, forms in made.items()}


def _form(form: dict[str, Any]) -> Expected:
    kind, duty = KINDS[form["form"]], ""
    rows: list[Risk | Power | Check] = []
    for cells in form["rows"]:
        match kind:
            case FormKind.power_catalogue:
                rows.append(Power(*cells))
            case FormKind.position_self_check | FormKind.department_self_check:
                rows.append(Check(cells[0], *map(tuple, cells[1:])))
            case _:
                duty = cells[0] if cells[0] is not None else duty
                said = "\n".join(duty) if isinstance(duty, list) else duty
                point, manifestation, causes, level, measures, remark = cells[1:]
                rows.append(Risk(said, point, manifestation, causes, LEVELS[level], measures, remark))
    named = {"department": "unit", "person": "person", "head": "head", "filled_on": "date", "post": "post"}
    return Expected(kind, tuple(rows), **{field: form.get(key, "") for field, key in named.items()})


def lay(form: Expected, order: Sequence[str] = COLUMNS, **written: Sequence[str]) -> list[list[str]]:
    """Rows of cells in this order of columns; `written` replaces or adds a whole column."""
    return [
        [written[name][at] if name in written else _plain(getattr(row, name)) for name in order]
        for at, row in enumerate(form.rows)
    ]


def _plain(value: RiskLevel | str | tuple[str, ...] | None) -> str:
    if isinstance(value, RiskLevel):
        return WORDS[value]
    return value if isinstance(value, str) else "\n".join(value or ())


def risks(form: Expected) -> list[Risk]:
    return [row for row in form.rows if isinstance(row, Risk)]


def lists(check: Check) -> tuple[tuple[str, ...], ...]:
    return check.duties, check.powers, check.risks


def checks(form: Expected) -> list[Check]:
    return [row for row in form.rows if isinstance(row, Check)]


def once(rows: Sequence[Sequence[str]], column: int = 0, again: str = "") -> list[list[str]]:
    """What stands in the row above as well is written once; below it stands `again`."""
    return [
        [
            again if place == column and at and text == rows[at - 1][column] else text
            for place, text in enumerate(row)
        ]
        for at, row in enumerate(rows)
    ]


def listed(items: Sequence[str], style: str = "{}.", joint: str = "\n") -> str:
    """A numbered list in one cell; `style` may hold 一, ① or （1） in place of `{}`."""
    digits = {"一": "一二三四五六", "①": "①②③④⑤⑥", "１": "１２３４５６"}
    kind = next((sign for sign in digits if sign in style), "")
    numbers = digits.get(kind, "123456")
    return joint.join(style.replace(kind or "{}", numbers[at]) + item for at, item in enumerate(items))


def forty() -> list[Case]:
    """The forty filled files."""
    from tests.imports.clerks import sheets, texts, word, word_tables  # noqa: F401  # they register their clerks

    return [Case(name, CLERKS[name](forms), forms) for name, forms in labels().items()]
