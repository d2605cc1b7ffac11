"""Whether answers fit their questions, for any questionnaire."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from backend.assessments.forms.rules import flaws

QUESTION = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["single", "several", "text"]),
        "options": st.lists(st.text(max_size=3), min_size=2, max_size=4),
        "is_required": st.booleans(),
    }
)


@given(st.lists(QUESTION, max_size=6), st.data())
def test_a_fitting_answer_is_accepted_and_one_option_more_is_not(
    questions: list[dict[str, Any]], data: st.DataObject
) -> None:
    answers: list[dict[str, Any]] = []
    for number, question in enumerate(questions, 1):
        if question["kind"] == "text":
            answers.append({"question": number, "options": [], "text": "有"})
            continue
        most = 1 if question["kind"] == "single" else len(question["options"])
        numbers = st.sets(st.integers(1, len(question["options"])), min_size=1, max_size=most)
        answers.append({"question": number, "options": sorted(data.draw(numbers)), "text": ""})
    assert flaws(questions, answers) == []
    for at, answer in enumerate(answers):
        beyond = [*answer["options"], len(questions[at]["options"]) + 1]
        worse = [*answers[:at], answer | {"options": beyond}, *answers[at + 1 :]]
        assert [error.pointer for error in flaws(questions, worse)] == [f"/answers/{at}/options"]
        missing = [*answers[:at], *answers[at + 1 :]]
        assert bool(flaws(questions, missing)) == questions[at]["is_required"]
