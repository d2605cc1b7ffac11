"""The samples kept as files: the four of the handout, and 附件一 to 附件三 with invented content."""

from backend.imports.rules import FormKind
from tests.imports.corpus.content import Case, Check, Expected
from tests.imports.samples import DIRECTOR, EXPERT_POOL, SECTION, SECTION_CHIEF
from tests.imports.samples import Expected as Sample
from tests.imports.uploads import sample


def _case(name: str, kind: FormKind, wanted: Sample) -> Case:
    check = Check(wanted.subject, wanted.duties, wanted.powers, wanted.risks)
    return Case(name, sample(name), (Expected(kind, (check,), wanted.department),))


def handout() -> tuple[Case, ...]:
    """handout.txt lines 59-218."""
    person, section = FormKind.position_self_check, FormKind.department_self_check
    return (
        _case("self_check_director", person, DIRECTOR),
        _case("self_check_section_chief", person, SECTION_CHIEF),
        _case("self_check_expert_pool", person, EXPERT_POOL),
        _case("self_check_department", section, SECTION),
    )
