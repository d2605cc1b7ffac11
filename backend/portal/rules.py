"""How a publication goes on, what of a power the public reads, and how two of these differ."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from backend.access.policy import Permission
from backend.kit.machine import Machine, Transition
from backend.kit.terms import Term
from backend.powers.rules import Branch, Flow, Step, StepKind, links_of

Words = dict[str, Any]
"""`WORDING` fields as texts, and `steps` as `STEP` fields."""


class PublicationState(Term):
    """Where one edition stands."""

    draft = "draft", "待公开"
    released = "released", "已公开"
    superseded = "superseded", "已有新版"
    withdrawn = "withdrawn", "已撤下"
    discarded = "discarded", "已放弃"


class PublicationStanding(Term):
    """Where a power stands with the public."""

    unpublished = "unpublished", "未公开"
    draft = "draft", "待公开"
    current = "current", "已公开"
    changed = "changed", "已变化"
    expired = "expired", "已期满"
    withdrawn = "withdrawn", "已撤下"


class PublicationChannel(Term):
    """opinion.txt line 70: 党务公开、院务公开、办事公开."""

    party = "party", "党务公开"
    college = "college", "院务公开"
    service = "service", "办事公开"


class PublicationAction(Term):
    """What can be done with an edition; sent out with each one as `allowed_actions`."""

    edit = "edit", "修改草稿"
    renew = "renew", "采用现行内容"
    discard = "discard", "放弃草稿"
    release = "release", "公开"
    supersede = "supersede", "由新版代替"
    withdraw = "withdraw", "撤下"


S, A, P = PublicationState, PublicationAction, Permission
MACHINE: Machine[PublicationState] = Machine(
    [
        Transition(S.draft, A.edit, S.draft, P.publications_write),
        Transition(S.draft, A.renew, S.draft, P.publications_write),
        Transition(S.draft, A.discard, S.discarded, P.publications_write),
        Transition(S.draft, A.release, S.released, P.publications_release),
        Transition(S.released, A.supersede, S.superseded, P.publications_release),
        Transition(S.released, A.withdraw, S.withdrawn, P.publications_release),
    ]
)
"""Released by somebody other than who wrote it last; a newer edition takes the place of the one before it."""

WORDING: Final = ("name", "wording", "basis", "handling_body", "unit")
"""The texts of a publication. Of a power that is its name, 具体内容, 制度依据, 办理主体 and whose it is."""
STEP: Final = ("key", "kind", "name", "handler", "time_limit", "materials", "branches")
"""What of a step leaves the house; nothing of discretion, interference, supervision, key steps or risks does."""
PUBLIC: Final = ("code", "edition", "channel", *WORDING, "published_on", "closes_on", "steps")
"""The allow list: what the public reads of a power, and what the fingerprint covers."""
PUBLIC_STEP: Final = ("number", "kind", "name", "handler", "time_limit", "materials", "next")
"""And of a step; `next` are the numbers of the steps that follow, with their conditions."""

_LABELS = {"name": "名称", "wording": "内容", "basis": "依据", "handling_body": "办理主体", "unit": "责任部门"}
_STEP_LABELS = {"name": "环节", "handler": "办理主体", "time_limit": "期限", "materials": "材料", "branches": "去向"}


class Text(NamedTuple):
    """One text of a publication, where it stands in the body, and what a reader calls that place."""

    pointer: str
    place: str
    text: str


def plain_step(step: Mapping[str, Any]) -> Words:
    """The allowed part of a stored step, in plain values."""
    found = {name: step[name] for name in STEP}
    links = [{"to": one["to"], "label": one.get("label", "")} for one in step["branches"]]
    return found | {"kind": str(step["kind"]), "materials": list(step["materials"]), "branches": links}


def flow_of(title: str, steps: Sequence[Words]) -> Flow:
    """The allowed steps as the diagram takes them: no mark of key steps, discretion or interference."""
    drawn = [
        Step(
            key=step["key"],
            name=step["name"],
            kind=StepKind(step["kind"]),
            handler=step["handler"],
            time_limit=step["time_limit"],
            branches=tuple(Branch(one["to"], one["label"]) for one in step["branches"]),
        )
        for step in steps
    ]
    return Flow(title, tuple(drawn))


def public_steps(steps: Sequence[Words]) -> list[Words]:
    """The steps as the public reads them: numbered, without the keys of the house."""
    links = links_of(flow_of("", steps).steps)
    found: list[Words] = []
    for at, step in enumerate(steps):
        onward = [{"number": one.target + 1, "label": one.label} for one in links if one.source == at]
        whole = step | {"number": at + 1, "next": onward}
        found.append({name: whole[name] for name in PUBLIC_STEP})
    return found


def content_hash(projection: Mapping[str, Any], pictures: Iterable[str]) -> str:
    """SHA-256 of everything the public reads of one edition, its pictures included."""
    plain = {name: projection[name] for name in PUBLIC}
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    hasher = hashlib.sha256(text.encode("utf-8", "surrogatepass"))
    for picture in pictures:
        hasher.update(b"\n" + picture.encode("utf-8", "surrogatepass"))
    return hasher.hexdigest()


def texts_of(words: Mapping[str, Any]) -> Iterator[Text]:
    """Every text somebody would read."""
    for name in WORDING:
        yield Text(f"/{name}", _LABELS[name], words[name])
    for at, step in enumerate(words["steps"]):
        here, place = f"/steps/{at}", f"第 {at + 1} 步"
        for name in ("name", "handler", "time_limit"):
            yield Text(f"{here}/{name}", f"{place}的{_STEP_LABELS[name]}", step[name])
        for number, material in enumerate(step["materials"]):
            yield Text(f"{here}/materials/{number}", f"{place}的第 {number + 1} 项材料", material)
        for number, branch in enumerate(step["branches"]):
            yield Text(f"{here}/branches/{number}/label", f"{place}第 {number + 1} 个去向的条件", branch["label"])


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[dict[str, str]]:
    """What reads differently: `place`, `before` and `after`, in the order of the sheet; steps by their keys."""
    found = [
        {"place": _LABELS[name], "before": before[name], "after": after[name]}
        for name in WORDING
        if before[name] != after[name]
    ]
    old = {step["key"]: step for step in before["steps"]}
    new = {step["key"]: step for step in after["steps"]}
    for step in after["steps"]:
        found += _step_differences(step["name"], old.get(step["key"]), step)
    for step in before["steps"]:
        if step["key"] not in new:
            found += _step_differences(step["name"], step, None)
    kept = [[key for key in one if key in old and key in new] for one in (old, new)]
    if kept[0] != kept[1]:
        orders = ["→".join(one[key]["name"] for key in keys) for one, keys in zip((old, new), kept, strict=True)]
        found.append({"place": "环节的次序", "before": orders[0], "after": orders[1]})
    return found


def _step_differences(name: str, old: Words | None, new: Words | None) -> list[dict[str, str]]:
    if old is None or new is None:
        shown = ["" if step is None else _step_text(step) for step in (old, new)]
        return [{"place": f"环节“{name}”", "before": shown[0], "after": shown[1]}]
    return [
        {"place": f"环节“{name}”的{label}", "before": _field_text(old, field), "after": _field_text(new, field)}
        for field, label in (_STEP_LABELS | {"kind": "形状"}).items()
        if old[field] != new[field]
    ]


def _step_text(step: Words) -> str:
    parts = (step["name"], step["handler"], step["time_limit"], "、".join(step["materials"]))
    return "；".join(part for part in parts if part)


def _field_text(step: Words, field: str) -> str:
    if field == "branches":
        return "、".join(one["label"] or one["to"] for one in step["branches"])
    if field == "materials":
        return "、".join(step["materials"])
    return StepKind(step["kind"]).label if field == "kind" else str(step[field])


def merged(words: Mapping[str, Any], former: Mapping[str, Any], latest: Mapping[str, Any]) -> Words:
    """A wording brought up to date: what was reworded by hand stays unless the house changed that very text.

    `former` is what `words` was written from, `latest` what holds now; both with `WORDING` and `steps`.
    """
    found: Words = {name: _newer(words[name], former[name], latest[name]) for name in WORDING}
    written = {step["key"]: step for step in words["steps"]}
    was = {step["key"]: step for step in former["steps"]}
    found["steps"] = [
        {name: _newer(written[key][name], was[key][name], step[name]) for name in STEP}
        if (key := step["key"]) in written and key in was
        else step
        for step in latest["steps"]
    ]
    return found


def _newer(written: Any, was: Any, now: Any) -> Any:
    return written if was == now else now
