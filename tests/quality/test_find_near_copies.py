"""Near copies between departments: found by marks, measured on labelled pairs, named only to who may see them.

`python -m tests.quality.test_find_near_copies` prints the measures and the times for a college of 12,000 points.
"""

from collections.abc import Sequence
from random import Random
from time import perf_counter
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from backend.quality.copies.queries import MARKS
from backend.quality.rules import RowFacts, SheetFacts, inspect
from backend.quality.wording import bands, normalized
from tests.conftest import SignIn
from tests.quality.labelled_copies import PAIRS, Pair
from tests.risks.sheets import ROW, act, department_sheet, save
from tests.world import World

URL = "/api/v1/quality/risk-inventories"
Found = dict[str, Any]
OURS = {
    "name": "采购需求定得太窄",
    "manifestation": "按某个供应商的产品参数编写采购需求，使其他供应商不能参加",
}
THEIRS = {
    "name": "采购需求定得过窄",
    "manifestation": "按某一供应商的产品参数编写采购需求，使其他供应商无法参加",
}
TUNED, HELD_OUT = PAIRS[::2], PAIRS[1::2]


def is_found(pair: Pair) -> bool:
    """As the system does it: a mark in common, then compared."""
    (our_name, ours), (their_name, theirs) = (text.split(" ", 1) for text in (pair.ours, pair.theirs))
    if not set(bands(our_name, ours)) & set(bands(their_name, theirs)):
        return False
    sheet = SheetFacts((), (), (RowFacts(1, our_name, ours),), alike={normalized(pair.theirs): ""})
    return any(found.check == "copied" for found in inspect(sheet))


def scores(pairs: Sequence[Pair]) -> tuple[float, float]:
    """Precision and recall."""
    found = [pair for pair in pairs if is_found(pair)]
    right = sum(pair.is_copy for pair in found)
    return right / (len(found) or 1), right / sum(pair.is_copy for pair in pairs)


@pytest.mark.parametrize("pairs", [TUNED, HELD_OUT, PAIRS], ids=["tuned", "held out", "whole"])
def test_copies_are_told_from_own_words(pairs: Sequence[Pair]) -> None:
    precision, recall = scores(pairs)
    assert precision >= 0.95
    assert recall >= 0.85


def test_marks_are_always_the_same_and_too_little_has_none() -> None:
    assert bands("采购", "太少") == ()
    first = bands(**OURS)
    assert first == bands(OURS["name"] + "。", OURS["manifestation"].replace("，", " , "))
    assert len(first) == len(set(first)) == 16
    assert max(map(len, first)) <= 16


def handed_in(sign_in: SignIn, member: Any, department_id: int, row: Found) -> Found:
    """附件二 of a department with one row, submitted."""
    client = sign_in(member)
    sheet = save(
        client, department_sheet(client, department_id).json(), [ROW | {"categories": {}} | row]
    ).json()
    answer = act(client, sheet, "submission")
    assert answer.status_code == 200, answer.text
    return dict(sheet)


def copies(client: Any, sheet: Found) -> list[str]:
    answer = client.get(f"{URL}/{sheet['id']}")
    assert answer.status_code == 200, answer.text
    return [one["message"] for one in answer.json()["findings"] if one["check"] == "copied"]


def test_it_works(world: World, sign_in: SignIn) -> None:
    first = handed_in(sign_in, world.cast.other_liaison, world.finance, THEIRS)
    later = handed_in(sign_in, world.cast.li, world.academic, OURS)
    (hidden,) = copies(sign_in(world.cast.li), later)
    assert hidden.startswith("与其他部门报送的表只差几个字")
    assert "财务处" not in hidden
    (named,) = copies(sign_in(world.cast.office), later)
    assert named.startswith("与“财务处”报送的表只差几个字")
    assert copies(sign_in(world.cast.other_liaison), first) == [], "who said it first copied nobody"


def test_what_was_said_in_own_words_is_no_copy(world: World, sign_in: SignIn) -> None:
    handed_in(sign_in, world.cast.other_liaison, world.finance, THEIRS)
    own = {"name": "拆分采购项目", "manifestation": "把应当招标的项目拆成几个小额项目，分别向同一家公司询价"}
    assert copies(sign_in(world.cast.office), handed_in(sign_in, world.cast.li, world.academic, own)) == []


def test_marks_follow_what_the_sheet_says(world: World, sign_in: SignIn, session: Session) -> None:
    sheet = handed_in(sign_in, world.cast.li, world.academic, OURS)
    stored = sa.select(MARKS.c.band).where(MARKS.c.inventory_id == sheet["id"])
    assert sorted(session.execute(stored).scalars()) == sorted(bands(**OURS))
    li = sign_in(world.cast.li)
    assert act(li, sheet, "withdrawal").status_code == 200
    again = li.get(f"/api/v1/risk-inventories/{sheet['id']}").json()
    changed = again["rows"][0] | THEIRS
    kept = {name: changed[name] for name in (*ROW, "id") if name in changed}
    saved = save(li, again, [kept])
    assert saved.status_code == 200, saved.text
    assert act(li, saved.json(), "submission").status_code == 200
    assert sorted(session.execute(stored).scalars()) == sorted(bands(**THEIRS))


def main() -> None:
    """Precision and recall, and the time for a college."""
    for title, pairs in (("tuned", TUNED), ("held out", HELD_OUT), ("whole", PAIRS)):
        precision, recall = scores(pairs)
        print(f"{title:9} {len(pairs)} pairs: precision {precision:.2f}, recall {recall:.2f}")
    words = (
        "采购需求验收报销评审印章奖助考试车辆资产工程收费招聘合同食材科研档案供应商登记审批公开名单签字清点"
    )
    random = Random(7)
    texts = ["".join(random.choices(words, k=60)) for _ in range(12_000)]
    started = perf_counter()
    index: dict[str, list[int]] = {}
    for number, text in enumerate(texts):
        for band in bands("", text):
            index.setdefault(band, []).append(number)
    marked = perf_counter()
    candidates = sum(len({n for band in bands("", text) for n in index[band]}) - 1 for text in texts[:1_000])
    print(f"12,000 points marked in {marked - started:.1f} s; {candidates / 1_000:.1f} candidates a row")


if __name__ == "__main__":
    main()
