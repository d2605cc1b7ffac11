"""Whether the answers fit the questions; pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from backend.assessments.drives.rules import AnswerKind
from backend.kit.problems import FieldError

WINDOW_SECONDS = 600
PER_ADDRESS = 60
"""Submissions to one form from one address: a whole class may sit behind one address of the campus network."""
READS_PER_ADDRESS = 600
PER_DRIVE = 300
"""Submissions to one form from everywhere, counted in the database."""
MAX_OPINIONS = 10_000
"""So many answers one form takes at all."""


def flaws(questions: Sequence[Mapping[str, Any]], answers: Sequence[Mapping[str, Any]]) -> list[FieldError]:
    """What does not fit, with pointers into the body."""
    errors: list[FieldError] = []
    answered: set[int] = set()
    for at, answer in enumerate(answers):
        number = answer["question"]
        if number > len(questions):
            errors.append(FieldError(f"/answers/{at}/question", "unknown", "没有这道题。"))
            continue
        if number in answered:
            errors.append(FieldError(f"/answers/{at}/question", "duplicate", "同一道题只能回答一次。"))
        elif not is_blank(answer):
            answered.add(number)
        errors += _misfits(f"/answers/{at}", questions[number - 1], answer)
    for number, question in enumerate(questions, 1):
        if question["is_required"] and number not in answered:
            errors.append(FieldError("/answers", "required", f"第 {number} 题需要回答。"))
    return errors


def is_blank(answer: Mapping[str, Any]) -> bool:
    """Whether nothing was answered."""
    return not answer["options"] and not answer["text"]


def _misfits(pointer: str, question: Mapping[str, Any], answer: Mapping[str, Any]) -> list[FieldError]:
    chosen, kind = answer["options"], question["kind"]
    if kind == AnswerKind.text:
        return [FieldError(f"{pointer}/options", "unexpected", "这道题没有选项。")] if chosen else []
    if answer["text"]:
        return [FieldError(f"{pointer}/text", "unexpected", "这道题请选择选项。")]
    if kind == AnswerKind.single and len(chosen) > 1:
        return [FieldError(f"{pointer}/options", "too-many", "这道题只能选一项。")]
    if len(set(chosen)) < len(chosen) or any(option > len(question["options"]) for option in chosen):
        return [FieldError(f"{pointer}/options", "unknown", "没有这个选项，或选项重复。")]
    return []
