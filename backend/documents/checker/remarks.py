"""What is wrong with a template or worth knowing about it, and where."""

from collections.abc import Sequence
from typing import Final, NamedTuple

MOST: Final = 50
"""Errors told at once; whoever has mended these uploads again."""


class Remark(NamedTuple):
    """One sentence about one place: `第 1 个表第 3 行第 2 格`, or the whole file when empty."""

    code: str
    place: str
    text: str

    @property
    def sentence(self) -> str:
        """As people read it."""
        return f"{self.place}：{self.text}" if self.place else self.text


class UnfitTemplate(Exception):
    """A template that cannot be used, with every reason found."""

    def __init__(self, remarks: Sequence[Remark]) -> None:
        super().__init__("；".join(remark.sentence for remark in remarks))
        self.remarks = tuple(remarks[:MOST])
