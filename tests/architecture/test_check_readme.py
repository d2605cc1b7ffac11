"""README.md tells the truth: its tables follow the code, its commands and files exist."""

import re

from tests.architecture.readme import README, TABLES, rendered

TEXT = README.read_text("utf-8")


def test_the_tables_are_those_of_the_code() -> None:
    assert all(make() in TEXT for make in TABLES.values())
    assert rendered(TEXT) == TEXT, "run: python -m tests.architecture.readme"


def test_a_changed_table_would_show() -> None:
    changed = TEXT.replace("| 本人 |", "| 全校 |", 1)
    assert changed != TEXT
    assert rendered(changed) == TEXT


def test_every_make_target_it_names_exists() -> None:
    makefile = (README.parent / "Makefile").read_text("utf-8")
    named = set(re.findall(r"make ([a-z][a-z-]*)", TEXT))
    assert named
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in named)


def test_every_file_it_links_exists() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", TEXT)
    assert links
    assert [link for link in links if not (README.parent / link).exists()] == []
