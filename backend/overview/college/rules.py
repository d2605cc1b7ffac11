"""How far the stages of a campaign are. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from backend.kit.terms import Term


class StageProgress(Term):
    """Where a stage is today, by its window; a stage without an end is open until the campaign ends."""

    coming = "coming", "未开始"
    current = "current", "进行中"
    over = "over", "已到期"


Row = Mapping[str, Any]


def standing_of(stages: Sequence[Row], day: date) -> list[StageProgress]:
    """One word for each stage: those that have ended, the first that has not, those that wait."""
    found: list[StageProgress] = []
    for stage in stages:
        if stage["ends_on"] is not None and stage["ends_on"] < day:
            found.append(StageProgress.over)
        elif (stage["starts_on"] is not None and stage["starts_on"] > day) or StageProgress.current in found:
            found.append(StageProgress.coming)
        else:
            found.append(StageProgress.current)
    return found


def last_due(owing: Sequence[Row]) -> datetime | None:
    """The instant most departments have to keep: the usual one, not an extension of one of them."""
    instants = [row["due_at"] for row in owing]
    return max(set(instants), key=lambda one: (instants.count(one), one)) if instants else None
