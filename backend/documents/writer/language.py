"""The template language: output, loops over names, conditions. Anything else is refused before it can run.

An uploaded template runs on the server, so the sandbox alone is not trusted (forms.md §1.3): every tag is
checked against this list of syntax nodes, and no call, arithmetic or underscore name gets through.
"""

import re
from typing import Final

from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

LOOP_LIMIT: Final = 2
"""The rows, and a list in a row."""
DEPTH_LIMIT: Final = 30
"""Conditions, loops and words within one another: Python itself ends at 100."""
TOO_DEEP: Final = "条件或循环嵌套得太深，请简化。"
WORDS: Final = frozenset({"for", "endfor", "if", "elif", "else", "endif"})
WORD: Final = re.compile(r"\{%[-+]?\s*(\w*)")
FILTERS: Final = frozenset({"numbered"})
ALLOWED: Final = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.For,
    nodes.If,
    nodes.Not,
    nodes.And,
    nodes.Or,
    nodes.Filter,
)


class BadTemplate(Exception):
    """The template says something the language does not have; the message is Chinese."""


def check_language(environment: ImmutableSandboxedEnvironment, tags: str) -> None:
    """Raises BadTemplate unless these tags, in document order, are within the language.

    The words come first: what stands between `raw` and `endraw` is no syntax here, and might be in the document,
    where tags of a row or cell stand elsewhere.
    """
    for word in WORD.findall(tags):
        if word not in WORDS:
            raise BadTemplate(f"模板里没有“{word}”这个标记。")
    try:
        tree = environment.parse(tags)
    except TemplateSyntaxError as error:
        raise BadTemplate(f"模板里的标记写错了：{error.message}") from error
    except RecursionError as error:
        raise BadTemplate(TOO_DEEP) from error
    _check(tree, 0, 0)


def _check(node: nodes.Node, loops: int, depth: int) -> None:
    if depth > DEPTH_LIMIT:
        raise BadTemplate(TOO_DEEP)
    if not isinstance(node, ALLOWED):
        raise BadTemplate(f"模板里不能使用这种写法（{type(node).__name__}）。")
    if isinstance(node, nodes.Name | nodes.Getattr):
        _check_name(node.name if isinstance(node, nodes.Name) else node.attr)
    if isinstance(node, nodes.Filter):
        _check_filter(node)
    if isinstance(node, nodes.For):
        loops += 1
        _check_loop(node, loops)
    for child in node.iter_child_nodes():
        _check(child, loops, depth + 1)


def _check_name(name: str) -> None:
    if name.startswith("_"):
        raise BadTemplate(f"模板里不能使用以下划线开头的名称（{name}）。")


def _check_filter(node: nodes.Filter) -> None:
    if node.name not in FILTERS or node.args or node.kwargs or node.dyn_args or node.dyn_kwargs:
        raise BadTemplate(f"模板里没有“{node.name}”这个过滤器。")


def _check_loop(node: nodes.For, loops: int) -> None:
    if loops > LOOP_LIMIT:
        raise BadTemplate(f"循环最多嵌套 {LOOP_LIMIT} 层。")
    is_plain = isinstance(node.iter, nodes.Name | nodes.Getattr) and isinstance(node.target, nodes.Name)
    if not is_plain or node.recursive or node.test:
        raise BadTemplate("循环只能写成“for 行 in 名称”。")
