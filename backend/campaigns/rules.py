"""Terms of campaigns and years; opinion.txt lines 35–77, handout.txt line 250."""

from backend.kit.terms import Term


class YearState(Term):
    """A year is worked on until it is closed, and then it never changes again."""

    open = "open", "进行中"
    closed = "closed", "已封存"
