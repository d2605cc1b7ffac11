"""Which stage is the present one, and what most departments have to keep."""

from datetime import UTC, date, datetime
from typing import Any

from backend.overview.college.rules import StageProgress, last_due, standing_of

DAY = date(2026, 10, 9)
OVER, CURRENT, COMING = StageProgress.over, StageProgress.current, StageProgress.coming


def stage(starts: tuple[int, int] | None, ends: tuple[int, int] | None) -> dict[str, Any]:
    return {
        "starts_on": date(2026, *starts) if starts else None,
        "ends_on": date(2026, *ends) if ends else None,
    }


def test_the_stages_of_the_opinion_in_october() -> None:
    stages = [
        stage(None, (8, 31)),
        stage((9, 1), (9, 30)),
        stage((10, 1), (10, 31)),
        stage((11, 1), (12, 31)),
        stage(None, None),
    ]
    assert standing_of(stages, DAY) == [OVER, OVER, CURRENT, COMING, COMING]


def test_without_windows_the_first_stage_is_the_present_one() -> None:
    assert standing_of([stage(None, None), stage(None, None)], DAY) == [CURRENT, COMING]


def test_the_last_day_still_belongs_to_a_stage() -> None:
    assert standing_of([stage(None, (10, 9))], DAY) == [CURRENT]
    assert standing_of([stage(None, (10, 8))], DAY) == [OVER]


def test_an_extension_of_one_is_not_the_due_of_the_stage() -> None:
    usual, later = datetime(2026, 9, 7, tzinfo=UTC), datetime(2026, 9, 20, tzinfo=UTC)
    owing = [{"due_at": instant} for instant in (usual, later, usual)]
    assert last_due(owing) == usual
    assert last_due([]) is None
