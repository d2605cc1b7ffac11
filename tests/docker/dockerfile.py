"""Reads a Dockerfile into stages of instructions, as far as ours needs."""

import json
import re
import shlex
from dataclasses import dataclass, field


@dataclass
class Stage:
    """One FROM and what follows it."""

    image: str
    name: str | None
    instructions: list[tuple[str, str]] = field(default_factory=list)

    def all(self, keyword: str) -> list[str]:
        """The arguments of every `keyword` instruction."""
        return [argument for word, argument in self.instructions if word == keyword]

    def last(self, keyword: str) -> str:
        """The argument that counts: the last one."""
        return self.all(keyword)[-1]

    def environment(self) -> dict[str, str]:
        """What ENV sets."""
        pairs = (pair.partition("=") for text in self.all("ENV") for pair in shlex.split(text))
        return {name: value for name, _, value in pairs}


def parse(text: str) -> list[Stage]:
    """Stages in order; raises ValueError for what is no instruction."""
    stages: list[Stage] = []
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    for line in re.sub(r"\\\n\s*", "", "\n".join(lines)).splitlines():
        word, _, argument = line.partition(" ")
        if word == "FROM":
            image, _, name = argument.partition(" AS ")
            stages.append(Stage(image, name or None))
        elif re.fullmatch("[A-Z]+", word) and stages:
            stages[-1].instructions.append((word, argument.strip()))
        else:
            raise ValueError(f"no Dockerfile instruction: {line}")
    return stages


def copied(argument: str) -> tuple[str | None, list[str]]:
    """COPY's source stage, if any, and its sources."""
    words = shlex.split(argument)
    source = next((word.removeprefix("--from=") for word in words if word.startswith("--from=")), None)
    return source, [word for word in words if not word.startswith("--")][:-1]


def exec_form(argument: str) -> list[str]:
    """`["a", "b"]` → words; the shell form would hide signals from the process."""
    words: list[str] = json.loads(argument)
    return words
