"""What could not be taken over, or only changed: one sentence a kind, naming the places."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final

from backend.kit.terms import Term

NAMED = 8
"""So many places are named in a sentence; the rest is counted."""
NAME_LIMIT = 200
"""Characters of a name that a sentence shows."""


class FindingSeverity(Term):
    """How much there is to look at."""

    lost = "lost", "没有导入"
    changed = "changed", "有改动"
    note = "note", "说明"


@dataclass(frozen=True)
class Finding:
    """One kind of thing that happened, and where."""

    code: str
    severity: FindingSeverity
    detail: str
    names: tuple[str, ...]


LOST, CHANGED, NOTE = FindingSeverity.lost, FindingSeverity.changed, FindingSeverity.note
SENTENCES: Final[dict[str, tuple[FindingSeverity, str]]] = {
    "other-process": (LOST, "文件里还有别的流程没有导入：{names}。只导入环节最多的一个。"),
    "unreachable": (LOST, "{names}没有连进流程，没有导入。"),
    "event-subprocess": (LOST, "事件子流程{names}没有导入。"),
    "event": (LOST, "事件{names}没有对应的环节，没有导入；它前后的环节直接相连。"),
    "message": (LOST, "泳池之间有 {count} 条消息流，没有导入。"),
    "annotation": (LOST, "文字注释没有导入：{names}。需要的请抄进环节的“办理程序”。"),
    "data": (LOST, "数据对象{names}没有导入；需要提交的材料请填在环节里。"),
    "self-loop": (LOST, "{names}有回到自己的去向，没有导入。"),
    "many-ways": (LOST, "{names}的去向超过 20 个，多出的没有导入。"),
    "ending": (LOST, "{names}的去向指向文件里没有的环节，没有导入。"),
    "settings": (LOST, "表单、监听器等 {count} 项运行设置与流程图无关，没有导入。"),
    "called": (CHANGED, "{names}引用另一个流程，没有展开，按一个环节导入。"),
    "parallel": (CHANGED, "{names}本来可以同时办理，本系统的流程没有并行，已改为先后办理，请核对次序。"),
    "inclusive": (CHANGED, "{names}可以同时走几条路，已按“判断”导入，只能走其中一条。"),
    "complex": (CHANGED, "{names}的规则由程序或事件决定，已按“判断”导入，请把条件写清。"),
    "multiple": (CHANGED, "{names}要由多人分别办理（会签），流程图里写成一个环节，请在“办理程序”里说明。"),
    "unnamed": (CHANGED, "有 {count} 个环节没有名称，已暂写名称，请改成实际的名称。"),
    "unlabelled": (CHANGED, "{names}的去向没有写条件，已按去向的环节补写，请核对。"),
    "expression": (CHANGED, "{names}的条件是程序表达式，已原样写在去向上，请改成看得懂的条件。"),
    "expression-handler": (CHANGED, "{names}的办理人是程序表达式，请改成办理主体的名称。"),
    "timer-raw": (CHANGED, "{names}的定时不能换算成期限，已原样写入，请修改。"),
    "clipped": (CHANGED, "{names}的文字太长，已截短，请核对。"),
    "starts": (CHANGED, "文件里有几个开始，已并为一个；{names}改为它的去向。"),
    "no-start": (CHANGED, "文件里没有开始事件，已从{names}开始。"),
    "boundary": (CHANGED, "例外情形{names}已写成所在环节的去向。"),
    "flattened": (NOTE, "子流程{names}已展开。"),
    "automatic": (NOTE, "{names}由系统自动办理，已按“办理”导入，请核对办理主体。"),
    "timer": (NOTE, "{names}的定时已写成期限。"),
    "assignee": (NOTE, "{names}既在泳道里又指定了办理人，办理主体取泳道的名称。"),
    "nobody": (NOTE, "有 {count} 个环节没有写办理主体，请补写。"),
    "risks": (NOTE, "文件里记着 {count} 个风险点；风险点仍以排查表为准，不随流程图导入。"),
    "kept": (NOTE, "{names}与现有环节同名，视为同一个环节，风险点不会丢失。"),
}


@dataclass
class Report:
    """Collects while the file is read."""

    found: dict[str, dict[str | int, str]] = field(default_factory=dict)
    """Of each code the places by their names; those without one are only counted."""

    def add(self, code: str, name: str = "") -> None:
        """One more place where this happened."""
        assert code in SENTENCES
        places = self.found.setdefault(code, {})
        places.setdefault(name or len(places), _shown(name))

    def findings(self) -> list[Finding]:
        """In the order of SENTENCES: the losses first."""
        return [
            Finding(code, severity, _sentence(sentence, places := self.found[code].values()), _named(places))
            for code, (severity, sentence) in SENTENCES.items()
            if code in self.found
        ]


def _shown(name: str) -> str:
    return name if len(name) <= NAME_LIMIT else f"{name[: NAME_LIMIT - 1]}…"


def _named(places: Collection[str]) -> tuple[str, ...]:
    return tuple(name for name in places if name)[:NAMED]


def _sentence(sentence: str, places: Collection[str]) -> str:
    names = "".join(f"“{name}”" for name in _named(places))
    more = f"等 {len(places)} 处" if len(places) > NAMED else ""
    return sentence.format(names=names + more, count=len(places))
